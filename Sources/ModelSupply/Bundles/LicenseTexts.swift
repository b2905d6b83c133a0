internal import ErrorReporting
internal import FoundationEssentials

/// The licenses of a bundle: this project's, those of the packages that it is linked with, and Swift's.
struct LicenseTexts: Sendable {
    /// The files to copy, by their paths in `licenses`, such as `swift-system/LICENSE.txt`.
    private(set) var files: [String: String] = [:]

    /// Finds the texts.
    ///
    /// - Parameters:
    ///   - installation: The programs; a bundle has the texts in `licenses`, and a build beside the sources.
    ///   - swift: The license of Swift's libraries.
    /// - Throws: `RunnerError` with `configuration` if one is missing.
    init(of installation: Installation, swift: String) throws(RunnerError) {
        if let bundle = installation.bundle {
            for path in try filesBelow("\(bundle.root)/licenses") { files[path] = "\(bundle.root)/licenses/\(path)" }
        } else {
            let programs = installation.directory
            let objects = ["runner", "runner-worker", "runner-server", "runner-emulator"].flatMap {
                lines("\(programs)/\($0).product/Objects.LinkFileList")
            }
            let targets = Set(objects.compactMap(targetName))
            var packages: Set<Package> = []
            for target in targets { packages.formUnion(try Self.packages(in: "\(programs)/\(target).build")) }
            for package in packages {
                let texts = Self.texts(in: package.directory)
                guard !texts.isEmpty else { throw Self.missing("the package '\(package.name)'") }
                for text in texts { files["\(package.name)/\(text)"] = "\(package.directory)/\(text)" }
            }
        }
        guard files.keys.contains(where: { $0.hasPrefix("runner/") }) else { throw Self.missing("runner itself") }
        files["swift/LICENSE.txt"] = swift
    }

    private struct Package: Hashable {
        var name: String
        var directory: String
    }

    /// The package that a target of a build belongs to; empty if it is not known.
    private static func packages(in build: String) throws(RunnerError) -> [Package] {
        guard FileManager.default.fileExists(atPath: build) else { return [] }
        // SwiftPM lists the sources of a Swift target; for a C target, each object has a list of its sources.
        let listed = lines("\(build)/sources")
        let sources =
            listed.isEmpty
            ? try filesBelow(build).filter { $0.hasSuffix(".d") }.flatMap { lines("\(build)/\($0)") } : listed
        for line in sources {
            let parts = line.split(whereSeparator: { " \\".contains($0) }).first { $0.hasPrefix("/") } ?? ""
            if let range = parts.firstRange(of: "/checkouts/") {
                let name = parts[range.upperBound...].prefix { $0 != "/" }
                return [Package(name: String(name), directory: "\(parts[..<range.upperBound])\(name)")]
            }
            if let range = parts.firstRange(of: "/Sources/") {
                return [Package(name: "runner", directory: String(parts[..<range.lowerBound]))]
            }
        }
        return []
    }

    private static func texts(in directory: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted().filter { name in
            ["LICENSE", "LICENCE", "COPYING", "NOTICE"].contains { name.uppercased().hasPrefix($0) }
        }
    }

    private static func missing(_ what: String) -> RunnerError {
        RunnerError(
            .configuration,
            "the license of \(what) was not found; a bundle must contain it",
            help: "build the project again ('make build') without moving its directory, or reinstall it"
        )
    }
}

/// The name of the target that an object file belongs to: `A` for `/…/A.build/b.swift.o`.
private func targetName(ofObject path: String) -> String? {
    path.split(separator: "/").first { $0.hasSuffix(".build") && $0 != ".build" }.map { String($0.dropLast(6)) }
}

private func lines(_ path: String) -> [String] {
    let data = FileManager.default.contents(atPath: path) ?? Data()
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
}
