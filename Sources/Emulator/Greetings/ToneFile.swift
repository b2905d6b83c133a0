/// A text as a WAV file: a short tone for each letter.
enum ToneFile {
    private static let rate = 8_000
    private static let samplesPerLetter = 800

    /// Makes the file: 16-bit samples, one channel.
    ///
    /// - Parameter text: The text.
    /// - Returns: The bytes of the file.
    static func bytes(for text: String) -> [UInt8] {
        var samples: [Int16] = []
        for scalar in text.unicodeScalars.prefix(200) {
            // A square wave whose period depends on the letter.
            let half = 8 + Int(scalar.value % 24)
            for index in 0..<samplesPerLetter { samples.append(index / half % 2 == 0 ? 6_000 : -6_000) }
        }
        let data = samples.flatMap { little(UInt64(UInt16(bitPattern: $0)), 2) }
        let format = little(1, 2) + little(1, 2) + little(UInt64(rate), 4) + little(UInt64(rate * 2), 4) + little(2, 2)
        let chunks =
            Array("WAVEfmt ".utf8) + little(16, 4) + format + little(16, 2) + Array("data".utf8)
            + little(UInt64(data.count), 4) + data
        return Array("RIFF".utf8) + little(UInt64(chunks.count), 4) + chunks
    }

    private static func little(_ value: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
    }
}
