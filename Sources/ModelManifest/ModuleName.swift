/// The name of the Swift module that a model is compiled as.
package enum ModuleName {
    /// Returns the module name for a directory: `omnihuman-1-5` gives `Inference_omnihuman_1_5`.
    ///
    /// - Parameter directory: The path of a model's directory, or its last part.
    /// - Returns: A valid Swift module name; directories that differ only in punctuation get the same name.
    package static func module(of directory: String) -> String {
        var name: [UInt8] = []
        var isNewPart = true
        for byte in directory.utf8 {
            if byte == UInt8(ascii: "/") {
                isNewPart = true
                continue
            }
            if isNewPart { name = Array("Inference_".utf8) }
            isNewPart = false
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                name.append(byte)
            case 0x80..<0xC0: break  // Not the first byte of a character, which already has its '_'.
            default: name.append(UInt8(ascii: "_"))
            }
        }
        return name.isEmpty ? "Inference_model" : String(decoding: name, as: UTF8.self)
    }
}
