internal import FoundationEssentials

extension Project {
    /// A recording of half a second, for runs whose video does not matter: a shorter video is made faster.
    ///
    /// It is next to the built programs and is the same for all tests of a build.
    package static let shortSpeech: String = {
        let path = "\(products)/short-speech.wav"
        // If this fails, the test that needs the file fails and names it.
        try? Data(tone(rate: 8_000, count: 4_000)).write(to: URL(filePath: path), options: .atomic)
        return path
    }()

    /// A WAV file with a tone, one channel of 16 bits.
    private static func tone(rate: UInt32, count: UInt32) -> [UInt8] {
        func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
            withUnsafeBytes(of: value.littleEndian, Array.init)
        }
        let length = 2 * count
        let format = bytes(UInt16(1)) + bytes(UInt16(1)) + bytes(rate) + bytes(2 * rate) + bytes(UInt16(2))
        let header =
            Array("RIFF".utf8) + bytes(36 + length) + Array("WAVEfmt ".utf8) + bytes(UInt32(16)) + format
            + bytes(UInt16(16)) + Array("data".utf8) + bytes(length)
        // Alternates between two values, a thousand times a second.
        return (0..<count).reduce(into: header) { $0 += bytes(Int16($1 / 4 % 2 == 0 ? 8_000 : -8_000)) }
    }
}
