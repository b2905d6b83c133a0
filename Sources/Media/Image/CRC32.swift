/// The checksum of the chunks of a PNG image, <https://www.w3.org/TR/png-3/#D-CRCAppendix>.
struct CRC32 {
    private var remainder: UInt32 = 0xFFFF_FFFF

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }

    /// The checksum of all bytes so far.
    var value: UInt32 { ~remainder }

    /// Adds bytes.
    mutating func update(_ bytes: ArraySlice<UInt8>) {
        let start = remainder
        remainder = bytes.withUnsafeBufferPointer { bytes in
            Self.table.withUnsafeBufferPointer { table in
                bytes.reduce(start) { table[Int(truncatingIfNeeded: ($0 ^ UInt32($1)) & 0xFF)] ^ $0 >> 8 }
            }
        }
    }
}
