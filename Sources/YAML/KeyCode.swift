/// A number made of a key's text that two different keys hardly ever share, so that most of them are told apart at once.
struct KeyCode: Sendable, Hashable {
    private let number: UInt64

    /// Makes the number of a text.
    ///
    /// All texts beyond ASCII have one number, since equal ones can be written with different bytes.
    ///
    /// - Parameter text: The key.
    init(_ text: String) {
        let code = text.utf8.withContiguousStorageIfAvailable { bytes in
            var number = UInt64(truncatingIfNeeded: bytes.count)
            var all: UInt8 = 0
            for byte in bytes {
                all |= byte
                number = (number << 5 | number >> 59) ^ UInt64(byte)
            }
            return all < 0x80 ? number &* 0x9E37_79B9_7F4A_7C15 : 0
        }
        number = code ?? 0
    }

    /// A set of 64 with one member, for asking whether a code may be among others.
    var bit: UInt64 { 1 << (number >> 58) }
}
