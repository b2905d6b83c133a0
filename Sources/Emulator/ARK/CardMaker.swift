/// Draws cards: the prompt in letters, on a color that depends on the prompt, above it the pictures that were used.
///
/// The letters are those that ffmpeg has built in for text files, so no font has to be installed.
struct CardMaker: Sendable {
    /// The programs.
    let ffmpeg: FFmpeg
    /// Where the files go.
    let directory: WorkDirectory

    /// The arguments and the filter of a card, to be continued by an encoder.
    struct Card: Sendable {
        /// What ffmpeg reads.
        var inputs: [String]
        /// The graph that ends in `[card]`.
        var filter: String
        /// Files to be removed after encoding.
        var files: [String]
    }

    /// Describes a card.
    ///
    /// - Parameters:
    ///   - lines: What it says.
    ///   - pictures: The pictures that it shows, side by side; none fills the card with the text's color.
    ///   - size: Its size.
    /// - Returns: What ffmpeg needs.
    /// - Throws: ``EmulatorError`` with `file`.
    func card(_ lines: [String], showing pictures: [ARKInput], size: (width: Int, height: Int)) throws -> Card {
        let columns = max(12, min(pictures.isEmpty ? 28 : 56, size.width / 24))
        let wrapped = lines.flatMap { Self.wrapped($0, columns: columns) }.prefix(12)
        let (cellWidth, cellHeight) = (8, 16)
        let textSize = (width: columns * cellWidth, height: max(1, wrapped.count) * cellHeight)
        let path = directory.newPath("card.txt")
        try WorkDirectory.write(Array(wrapped.joined(separator: "\n").utf8), to: path)
        let color = Self.color(of: lines.first ?? "")
        let shown = Self.scaled(textSize, into: (size.width * 9 / 10, size.height * (pictures.isEmpty ? 8 : 3) / 10))
        var inputs = [
            "-f", "lavfi", "-i", "color=c=\(color):s=\(size.width)x\(size.height):r=1:d=1",
            "-f", "tty", "-video_size", "\(textSize.width)x\(textSize.height)", "-i", path,
        ]
        var filter = ""
        var below = "[0:v]"
        let cell = size.width / max(1, pictures.count)
        for (index, picture) in pictures.enumerated() {
            inputs += picture.inputArguments
            filter +=
                "[\(index + 2):v]scale=\(cell):\(size.height):force_original_aspect_ratio=decrease,setsar=1[p\(index)];"
            filter += "\(below)[p\(index)]overlay=\(index * cell)+(\(cell)-w)/2:(H-h)/2:eof_action=repeat[b\(index)];"
            below = "[b\(index)]"
        }
        let place = pictures.isEmpty ? "(W-w)/2:(H-h)/2" : "(W-w)/2:H-h-H/40"
        filter +=
            "[1:v]select=eq(n\\,0),scale=\(shown.width):\(shown.height):flags=neighbor,setsar=1[t];"
            + "\(below)[t]overlay=\(place):eof_action=repeat,format=yuv420p[card]"
        return Card(inputs: inputs, filter: filter, files: [path])
    }

    /// Writes a card as a picture.
    ///
    /// - Parameters:
    ///   - card: The card.
    ///   - format: `jpeg` or `png`.
    /// - Returns: The file.
    /// - Throws: ``EmulatorError``; `CancellationError`.
    func write(_ card: Card, as format: String) async throws -> String {
        defer { card.files.forEach(WorkDirectory.remove) }
        let path = directory.newPath("picture.\(format)")
        let encoder = format == "png" ? ["-c:v", "png"] : ["-c:v", "mjpeg", "-q:v", "3", "-pix_fmt", "yuvj420p"]
        _ = try await ffmpeg.run(
            .ffmpeg,
            card.inputs + ["-filter_complex", card.filter, "-map", "[card]", "-frames:v", "1"] + encoder
                + ["-f", "image2", "-update", "1", path]
        )
        return path
    }

    /// Breaks a text into lines of printable ASCII.
    static func wrapped(_ text: String, columns: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(whereSeparator: \.isWhitespace) {
            let plain = String(word.map { $0.isASCII && $0 >= " " && $0 != "\u{7F}" ? $0 : "?" }.prefix(columns))
            if !line.isEmpty, line.count + 1 + plain.count > columns {
                lines.append(line)
                line = plain
            } else {
                line += line.isEmpty ? plain : " \(plain)"
            }
        }
        return lines + (line.isEmpty ? [] : [line])
    }

    /// A dark color that is the same for the same text.
    static func color(of text: String) -> String {
        let sum = text.unicodeScalars.reduce(UInt32(7)) { $0 &* 31 &+ $1.value }
        let part = { (shift: UInt32) in String(48 + (sum >> shift) % 112, radix: 16) }
        return "0x\(part(0))\(part(8))\(part(16))"
    }

    private static func scaled(
        _ size: (width: Int, height: Int),
        into room: (width: Int, height: Int)
    ) -> (width: Int, height: Int) {
        let factor = max(0.5, min(Double(room.width) / Double(size.width), Double(room.height) / Double(size.height)))
        return (max(2, Int(Double(size.width) * factor)), max(2, Int(Double(size.height) * factor)))
    }
}
