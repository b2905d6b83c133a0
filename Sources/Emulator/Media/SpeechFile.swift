/// Speech in a file, decoded completely, so that its length is exact whatever its header says.
struct SpeechFile: Sendable {
    /// The limit of the service, with a tenth of a second for the padding of compressed formats.
    private static let longest = Duration.seconds(60) + .milliseconds(100)

    /// Two channels of 16 bits at 48 kHz.
    private static let bytesPerSecond = 192_000

    /// The decoded samples.
    let path: String

    /// The exact length.
    let duration: Duration

    /// The arguments that make ffmpeg read the samples.
    var inputArguments: [String] { ["-f", "s16le", "-ar", "48000", "-ac", "2", "-i", path] }

    /// Decodes a file.
    ///
    /// - Parameters:
    ///   - source: The file as it was fetched.
    ///   - path: Where the samples go.
    ///   - ffmpeg: The programs.
    /// - Throws: ``UnusableInput`` if it is not audio, or longer than 60 s.
    init(decoding source: String, to path: String, _ ffmpeg: FFmpeg) async throws {
        // Only formats that contain sound themselves: a playlist could make ffmpeg open other files.
        let reading = [
            "-protocol_whitelist", "file", "-format_whitelist", "wav,mp3,mov,ogg,flac,aac,matroska,aiff,w64", "-i",
            source,
        ]
        let writing = [
            "-t", "61", "-map", "0:a:0", "-f", "s16le", "-ar", "48000", "-ac", "2", path,
        ]
        do {
            _ = try await ffmpeg.run(.ffmpeg, reading + writing)
        } catch let error as EmulatorError {
            throw UnusableInput("audio_url is not readable audio: \(error)")
        }
        let bytes = try WorkDirectory.byteCount(ofFileAt: path)
        guard bytes > 0 else { throw UnusableInput("audio_url contains no sound") }
        duration = .milliseconds(bytes * 1_000 / Self.bytesPerSecond)
        guard duration <= Self.longest else { throw UnusableInput("audio_url is longer than 60 s") }
        self.path = path
    }
}
