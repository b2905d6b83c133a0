internal import FoundationEssentials
internal import Hashing
internal import InferenceKit
internal import ModelBuild
internal import ModelInputs
package import ModelSupply
internal import RunStore

/// Keys by which two runs that ask for the same are recognized.
package enum RunKeys {
    /// The content key of a model: its manifest and its Swift files.
    ///
    /// The kit and the compiler do not count, so that a new version of this program is not a change of the model.
    ///
    /// - Parameter model: The model.
    /// - Returns: 32 hexadecimal digits.
    /// - Throws: `ModelBuildError` when a file cannot be read, or `HashingError`.
    package static func key(of model: ModelDirectory) throws -> String {
        var hash = try SHA256()
        var parts = [
            Array("runner-model-1".utf8), [UInt8](try Data(contentsOf: URL(filePath: "\(model.path)/inf.yml"))),
        ]
        for file in try ModelSources(directory: model.path).files {
            parts.append(Array((file.path.split(separator: "/").last ?? "").utf8))
            parts.append(file.bytes)
        }
        for part in parts {
            try hash.update(Array("\(part.count):".utf8).span)
            try hash.update(part.span)
        }
        return String(try hash.finalize().hex.prefix(32))
    }

    /// The fingerprint of inputs: their values, with the bytes of local files in place of their names.
    ///
    /// - Parameters:
    ///   - checked: The inputs as the model gets them.
    ///   - files: The local files among them.
    /// - Returns: 64 hexadecimal digits.
    /// - Throws: `HashingError`.
    static func fingerprint(_ checked: CheckedInputs, _ files: [RunFile]) throws -> String {
        var values = checked.values
        for file in checked.files {
            // The elements of a list have names of their own.
            values[CheckedInputs.input(ofFile: file.name)] = nil
            values[file.name] = file.url.map { ["url": .string($0)] } ?? .null
        }
        for file in files { values[file.name] = ["sha256": .string(file.sha256)] }
        return try SHA256.digest(of: JSONValue.object(values).encoded).hex
    }
}
