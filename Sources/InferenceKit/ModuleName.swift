/// The name of the Swift module that a model is compiled as.
package enum ModuleName {
    /// Makes a module's name out of a directory's: `omnihuman-1-5` gives `Inference_omnihuman_1_5`.
    ///
    /// - Parameter directory: The path of a model's directory, or its last part.
    /// - Returns: A name that Swift takes; directories that differ in punctuation only have the same.
    package static func module(of directory: String) -> String {
        let name = directory.utf8.split(separator: UInt8(ascii: "/")).last.map { Substring($0) } ?? "model"
        let mapped = name.unicodeScalars.map { scalar in
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9": UInt8(ascii: scalar)
            default: UInt8(ascii: "_")
            }
        }
        return "Inference_" + String(decoding: mapped, as: UTF8.self)
    }
}
