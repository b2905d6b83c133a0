/// A number computed from a key's text that two different ASCII keys hardly ever share, so that most are distinguished without a comparison.
struct KeyCode: Sendable, Hashable {
    /// An odd number without a pattern, to spread letters over all bits.
    private static let factor: UInt64 = 0x9E37_79B9_7F4A_7C15

    private let number: UInt64

    /// Makes the number of a text.
    ///
    /// - Parameter text: The key.
    init(_ text: String) {
        let code = text.utf8.withContiguousStorageIfAvailable { bytes in
            let bytes = UnsafeRawBufferPointer(bytes)
            var number = UInt64(truncatingIfNeeded: bytes.count)
            var all: UInt64 = 0
            var offset = 0
            while offset + 8 <= bytes.count {
                let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                all |= word
                number = (number ^ word) &* Self.factor
                offset += 8
            }
            var rest: UInt64 = 0
            while offset < bytes.count {
                rest = rest << 8 | UInt64(bytes[offset])
                offset += 1
            }
            all |= rest
            return all & 0x8080_8080_8080_8080 == 0 ? (number ^ rest) &* Self.factor : 0
        }
        number = code ?? 0
    }

    /// Whether it distinguishes keys.
    ///
    /// A text beyond ASCII can be equal to one of other bytes: also to one of ASCII, as the Kelvin sign is to `K`.
    var isTelling: Bool { number != 0 }

    /// A set of 64 with one member, for asking whether a code may be among others.
    var bit: UInt64 { 1 << (number >> 58) }
}
