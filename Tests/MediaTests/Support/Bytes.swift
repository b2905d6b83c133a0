/// Numbers and names as the bytes of a header.
extension [UInt8] {
    static func big(_ value: some FixedWidthInteger) -> [UInt8] {
        Swift.withUnsafeBytes(of: value.bigEndian) { [UInt8]($0) }
    }

    static func little(_ value: some FixedWidthInteger) -> [UInt8] {
        Swift.withUnsafeBytes(of: value.littleEndian) { [UInt8]($0) }
    }

    static func text(_ text: String) -> [UInt8] {
        [UInt8](text.utf8)
    }

    static func zeros(_ count: Int) -> [UInt8] {
        [UInt8](repeating: 0, count: count)
    }
}
