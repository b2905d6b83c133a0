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
            guard let data = FileManager.default.contents(atPath: path) else {
                throw ModelBuildError(
                    .unreadableSource,
                    "the file '\(path)' cannot be read",
                    help: "check its permissions"
                )
            }
            files.append(File(path: path, bytes: [UInt8](data)))
        }
        self.directory = directory
        self.files = files
        moduleName = ModuleName.module(of: directory)
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
