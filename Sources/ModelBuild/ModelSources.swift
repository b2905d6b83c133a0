internal import FoundationEssentials
internal import ModelManifest

/// The Swift files of a model directory, as they were at one moment.
package struct ModelSources: Sendable, Equatable {
    /// One file.
    package struct File: Sendable, Equatable {
        /// The path, as messages of the compiler name it.
        package var path: String
        /// The content.
        package var bytes: [UInt8]

        /// The last part of the path.
        package var name: String { String(path.split(separator: "/").last ?? "") }
    }

    /// The model's directory, as the user named it.
    package let directory: String
    /// All files, sorted by name.
    package let files: [File]
    /// The name of the model's module.
    package let moduleName: String

    /// Reads the Swift files of a directory, but not those of its subdirectories.
    ///
    /// - Parameter directory: The model's directory.
    /// - Throws: ``ModelBuildError`` with `unreadable-source`.
    package init(directory: String) throws(ModelBuildError) {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory)
                .filter { $0.hasSuffix(".swift") && !$0.hasPrefix(".") && $0 != "Package.swift" }.sorted()
        } catch {
            throw ModelBuildError(
                .unreadableSource,
                "the directory '\(directory)' cannot be read",
                help: "check its permissions"
            )
        }
        guard !names.isEmpty else {
            throw ModelBuildError(
                .unreadableSource,
                "the model in '\(directory)' has no Swift file",
                help: "add an Inference.swift with a type 'Inference' that conforms to 'Predictor'"
            )
        }
        var files: [File] = []
        for name in names {
            let path = "\(directory)/\(name)"
            files.append(File(path: path, bytes: try Self.contents(of: name, in: directory)))
        }
        self.directory = directory
        self.files = files
        moduleName = ModuleName.module(of: directory)
    }

    /// The longest file that is compiled.
    private static let mostBytes = 16 << 20

    private static func contents(of name: String, in directory: String) throws(ModelBuildError) -> [UInt8] {
        let path = "\(directory)/\(name)"
        do throws(OwnFile.Problem) {
            if let bytes = try OwnFile.contents(of: name, in: directory, mostBytes: mostBytes) { return bytes }
        } catch {
            if error == .stranger {
                throw ModelBuildError(
                    .unreadableSource,
                    "the file '\(path)' is a symbolic link that leads out of the model's directory",
                    help: "replace it with the file itself"
                )
            }
            throw ModelBuildError(.unreadableSource, "the file '\(path)' cannot be read", help: "check its permissions")
        }
        throw ModelBuildError(
            .unreadableSource,
            "the file '\(path)' cannot be read",
            help: "it must be a plain file of at most \(mostBytes >> 20) MB"
        )
    }

    /// A hash of the files, wherever they are: a SHA-256 in hexadecimal digits.
    ///
    /// - Throws: ``ModelBuildError`` with `cache-unusable` if hashing fails.
    package func identity() throws(ModelBuildError) -> String {
        try hexDigest(of: [Array("sources-1".utf8)] + parts)
    }

    /// The names and the contents, in order.
    var parts: [[UInt8]] {
        files.flatMap { [Array($0.name.utf8), $0.bytes] }
    }
}
