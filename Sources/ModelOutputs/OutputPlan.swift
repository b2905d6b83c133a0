internal import Addresses
package import ErrorReporting
internal import FoundationEssentials
internal import InferenceKit
internal import Media
package import ModelManifest
package import RunStore

/// Where the output files of a run go, chosen and tested before anything is paid for.
package struct OutputPlan: Sendable, Hashable {
    /// One output file.
    package struct Target: Sendable, Hashable {
        /// The output of the manifest.
        package var declaration: OutputDeclaration
        /// The number of the file, from 0, in an output that holds several.
        package var index: Int?
        /// Where it will be.
        package var path: String
        /// Where it is until it is complete: an absolute path in the same directory, with a name that no other run uses.
        package var partialPath: String
        /// The part of the path from which other names are made; `nil` when the user chose the name.
        package var base: String?
        /// The end of the path, such as `.mp4`.
        package var ending = ""

        /// The name of the file: that of the output, or `images[0]` in an output that holds several.
        package var name: String { Self.name(of: declaration, at: index) }

        /// The name of a file of an output.
        static func name(of declaration: OutputDeclaration, at index: Int?) -> String {
            index.map { "\(declaration.name)[\($0)]" } ?? declaration.name
        }

        init(
            _ declaration: OutputDeclaration,
            index: Int? = nil,
            path: String,
            base: String? = nil,
            ending: String = "",
            token: String = String(UInt32.random(in: .min ... .max), radix: 36)
        ) {
            self.declaration = declaration
            self.index = index
            self.path = path
            self.base = base
            self.ending = ending
            partialPath = "\(FilePath.absolute(path)).\(token).partial"
        }
    }

    /// The output files, in the manifest's order.
    package let targets: [Target]
    /// Whether a file that exists may be replaced.
    package let replaces: Bool

    package init(targets: [Target], replaces: Bool) {
        self.targets = targets
        self.replaces = replaces
    }

    /// Decides where the output files go.
    ///
    /// - Parameters:
    ///   - manifest: Which output files there are.
    ///   - place: A directory, or a file when there is one output file; `nil` for the working directory.
    ///   - baseName: The name of a file without its extension, when `place` is a directory.
    ///   - replaces: Whether a file that exists may be replaced.
    ///   - places: Where an earlier part of the run put them; partial files keep the mark of the run.
    /// - Throws: ``RunnerError``: `usage` when one file is named for several outputs, `cannot-write` when it could not
    ///   be written later.
    package init(
        _ manifest: Manifest,
        place: String?,
        baseName: String,
        replaces: Bool,
        continuing places: [OutputPlace] = []
    ) throws(RunnerError) {
        let files = manifest.outputs.filter { $0.type.isFile }
        if place != nil, files.isEmpty {
            throw RunnerError(
                .usage,
                "the model has no output file, so -o does not apply",
                help: "its output is printed; redirect standard output instead"
            )
        }
        if let place { try Self.check(place: place, command: "runner predict") }
        self.replaces = replaces
        let tokens = Dictionary(places.map { ($0.output, $0.token) }) { first, _ in first }
        let namesDirectory = place.map { $0.hasSuffix("/") || isDirectory($0) } ?? true
        if let place, !namesDirectory {
            guard files.count <= 1 else {
                throw RunnerError(
                    .usage,
                    "the model has \(files.count) output files, but -o names one file",
                    help: "name a directory with -o"
                )
            }
            targets = files.flatMap { output in
                let named = place.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
                let ending = named.lastIndex(of: ".").map { $0 > named.startIndex ? String(named[$0...]) : "" } ?? ""
                let stem = String(place.dropLast(ending.count))
                return output.fileIndices.map { index in
                    let isFirst = index ?? 0 == 0
                    let base = "\(stem)-\((index ?? 0) + 1)"
                    return Self.target(
                        output,
                        index,
                        path: isFirst ? place : replaces ? base + ending : unusedPath(base, ending),
                        // Only the first name is the user's own choice.
                        base: isFirst || replaces ? nil : base,
                        ending: ending,
                        tokens
                    )
                }
            }
        } else {
            let directory = place.map { $0 == "/" ? "/" : $0.hasSuffix("/") ? $0 : "\($0)/" } ?? ""
            targets = files.flatMap { output in
                let suffix = files.count > 1 ? "-\(output.name)" : ""
                let ending = output.formats.first.map { ".\($0.fileExtension)" } ?? ""
                return output.fileIndices.map { index in
                    let number = index.flatMap { $0 > 0 ? "-\($0 + 1)" : nil } ?? ""
                    let base = "\(directory)\(baseName)\(suffix)\(number)"
                    let path = replaces ? base + ending : unusedPath(base, ending)
                    return Self.target(output, index, path: path, base: replaces ? nil : base, ending: ending, tokens)
                }
            }
        }
        for target in targets { try check(target) }
    }

    private static func target(
        _ declaration: OutputDeclaration,
        _ index: Int?,
        path: String,
        base: String? = nil,
        ending: String = "",
        _ tokens: [String: String]
    ) -> Target {
        guard let token = tokens[Target.name(of: declaration, at: index)] else {
            return Target(declaration, index: index, path: path, base: base, ending: ending)
        }
        return Target(declaration, index: index, path: path, base: base, ending: ending, token: token)
    }
}

/// Whether a path leads to a directory, also through a symbolic link.
package func isDirectory(_ path: String) -> Bool {
    var isDirectory = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory
}

/// The path itself, or with a number appended when there already is such a file.
package func unusedPath(_ base: String, _ ending: String) -> String {
    let candidates = [base + ending] + (2...9_999).map { "\(base)-\($0)\(ending)" }
    return candidates.first { PathOccupant($0) == nil } ?? candidates[0]
}

extension OutputDeclaration {
    /// The numbers of the files that the output may hold; only `nil` for an output of one file.
    package var fileIndices: [Int?] { many == nil ? [nil] : (0..<mostFiles).map(Optional.some) }
}
