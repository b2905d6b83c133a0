import PictureSubjects

/// Writes masks as the service serves them: a PNG of the picture's size, white where the subject is, otherwise black.
struct MaskWriter: Sendable {
    /// The programs.
    let ffmpeg: FFmpeg

    /// Where the files go.
    let directory: WorkDirectory

    /// Writes one file for each mask.
    ///
    /// - Parameters:
    ///   - masks: At least one, all of the same size.
    ///   - size: The size of the pictures to write.
    /// - Returns: The files in the same order.
    /// - Throws: ``EmulatorError``.
    func write(_ masks: [Mask], size: (width: Int, height: Int)) async throws -> [String] {
        guard let first = masks.first else { return [] }
        let frames = directory.newPath("masks.gray")
        defer { WorkDirectory.remove(frames) }
        try WorkDirectory.write(masks.flatMap { $0.bits.map { $0 ? 255 : 0 } }, to: frames)
        let pattern = directory.newPath("mask")
        _ = try await ffmpeg.run(
            .ffmpeg,
            [
                "-f", "rawvideo", "-pix_fmt", "gray", "-s", "\(first.width)x\(first.height)", "-i", frames,
                "-vf", "scale=\(size.width):\(size.height):flags=neighbor", "-pix_fmt", "gray",
                "-f", "image2", "-c:v", "png", "-start_number", "0", "\(pattern)-%d",
            ]
        )
        return masks.indices.map { "\(pattern)-\($0)" }
    }
}
