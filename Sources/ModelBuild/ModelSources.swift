internal import FoundationEssentials

/// The Swift files of a model directory, as they were at one moment.
package struct ModelSources: Sendable, Equatable {
    /// One file.
    package struct File: Sendable, Equatable {
        /// The path as the compiler and its messages will name it.
        package var path: String
        /// The content.
        package var bytes: [UInt8]
    }

    /// The model's directory, as the user named it.
    package let directory: String
    /// All files, sorted by name.
    package let files: [File]
    /// The name of the model's module.
    package let moduleName: String

    /// Reads the Swift files that lie directly in a directory.
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
                "the folder '\(directory)' cannot be read: \(error)",
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
        moduleName = Self.moduleName(for: directory)
    }

    /// Makes a name for a Swift module out of a directory's name: `omnihuman-1-5` gives `Inference_omnihuman_1_5`.
    ///
    /// - Parameter directory: The directory's name or path.
    /// - Returns: The name; directories whose names differ in signs only have the same.
    package static func moduleName(for directory: String) -> String {
        let name = directory.split(separator: "/").last ?? "model"
        let mapped = name.unicodeScalars.map { scalar in
            let isWord = ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
            return isWord ? Character(scalar) : "_"
        }
        return "Inference_" + String(mapped)
    }
}
