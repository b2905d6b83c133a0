internal import FoundationEssentials
internal import Hashing
internal import SystemReasons

/// A model that was compiled for a bundle: `compiled/model.so` in its directory, and a record of what it was made of.
package struct PrebuiltModel: Sendable {
    /// The directory of both files, relative to the model's.
    package static let directoryName = "compiled"
    /// The directory of a bundle's Swift libraries, relative to ``directoryName`` of one of its models.
    package static let runtime = "../../../lib/swift"

    /// What a compiled model was made of, and for which machines.
    package struct Record: Codable, Sendable, Hashable {
        /// The version of the record's format.
        var format = 1
        /// The version of the runner that compiled it.
        package var runner: String
        /// The architecture, such as `x86_64`.
        package var architecture: String
        /// The hash of the sources.
        package var sources: String
        /// The hash of the modules that it was compiled against.
        package var kit: String
        /// The SHA-256 of the shared object.
        package var object: String
    }

    /// The architecture that this program was built for.
    package static var architecture: String {
        #if arch(x86_64)
            "x86_64"
        #elseif arch(arm64)
            "aarch64"
        #else
            "other"
        #endif
    }

    /// The shared object.
    package let path: String
    private let recordPath: String

    /// Looks for a compiled model.
    ///
    /// Gives `nil` if none comes with the model.
    ///
    /// - Parameter directory: The model's directory.
    package init?(in directory: String) {
        path = "\(directory)/\(Self.directoryName)/model.so"
        recordPath = "\(directory)/\(Self.directoryName)/model.json"
        guard FileManager.default.fileExists(atPath: recordPath) else { return nil }
    }

    /// Checks that the compiled model matches its sources and the modules of this program.
    ///
    /// This detects accidental changes. Anyone who can write to the directory can make everything match; ``OwnedPath``
    /// checks who can.
    ///
    /// - Parameters:
    ///   - sources: The model's files as they are now.
    ///   - kit: The modules of this program.
    /// - Returns: A clause for each difference; none if it can be loaded.
    /// - Throws: ``ModelBuildError`` with `no-kit` or `cache-unusable`.
    package func disagreements(with sources: ModelSources, _ kit: ModelKit) throws(ModelBuildError) -> [String] {
        guard let data = FileManager.default.contents(atPath: recordPath),
            let record = try? JSONDecoder().decode(Record.self, from: data), record.format == 1
        else { return ["this version cannot read '\(recordPath)'"] }
        guard record.architecture == Self.architecture else {
            return [
                "it was built by runner \(record.runner) for \(record.architecture), and this machine is \(Self.architecture)"
            ]
        }
        var found: [String] = []
        if record.kit != (try kit.identity()) {
            found.append("it was built by another build of runner (\(record.runner))")
        }
        if record.sources != (try sources.identity()) {
            found.append("its Swift files changed after it was compiled")
        }
        guard let digest = try? SHA256.digest(ofFileAt: path).hex else {
            return found + ["'\(path)' is missing or cannot be read"]
        }
        if record.object != digest { found.append("'\(path)' changed after it was compiled") }
        return found
    }

    /// Writes the record of a compiled shared object.
    ///
    /// - Parameters:
    ///   - directory: The model's directory in the bundle, with the shared object in its place.
    ///   - sources: What it was made of.
    ///   - kit: What it was compiled against.
    ///   - runner: The version of this runner.
    /// - Throws: ``ModelBuildError`` with `no-kit` or `cache-unusable`.
    package static func writeRecord(
        in directory: String,
        _ sources: ModelSources,
        _ kit: ModelKit,
        runner: String
    ) throws(ModelBuildError) {
        let compiled = "\(directory)/\(directoryName)"
        let (sources, kit) = (try sources.identity(), try kit.identity())
        do {
            let record = Record(
                runner: runner,
                architecture: architecture,
                sources: sources,
                kit: kit,
                object: try SHA256.digest(ofFileAt: "\(compiled)/model.so").hex
            )
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
            try (encoder.encode(record) + Data("\n".utf8)).write(to: URL(filePath: "\(compiled)/model.json"))
        } catch {
            throw ModelBuildError(
                .cacheUnusable,
                "'\(compiled)' cannot be written: \(SystemReason.text(of: error))",
                help: "free space there"
            )
        }
    }
}
