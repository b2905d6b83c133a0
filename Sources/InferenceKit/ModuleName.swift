/// The name of the Swift module that a model is compiled as.
package enum ModuleName {
    /// Makes a module's name out of a directory's: `omnihuman-1-5` gives `Inference_omnihuman_1_5`.
    ///
    /// - Parameter directory: The path of a model's directory, or its last part.
    /// - Returns: A name that Swift takes; directories that differ in punctuation only have the same.
    package static func module(of directory: String) -> String {
        let name = directory.split(separator: "/").last ?? "model"
        let mapped = name.unicodeScalars.map { scalar in
            let isWord = ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
            return isWord ? Character(scalar) : "_"
        }
        return "Inference_" + String(mapped)
    }
}
