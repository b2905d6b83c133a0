import Hashing
import InferenceKit

/// Answers a detection: fetches the picture, finds its subjects and puts their masks on the shelf.
struct SubjectDetection: Sendable {
    /// The `req_key` of detections.
    static let key = "realman_avatar_object_detection_cv"

    /// Downloads the picture.
    let fetcher: InputFetcher

    /// The programs.
    let ffmpeg: FFmpeg

    /// Detects the subjects of a picture.
    ///
    /// - Parameter body: The JSON that was sent.
    /// - Returns: The names of the masks, the largest subject first.
    /// - Throws: ``Refusal`` with 50200 for another `req_key`, and with 50215 for wrong fields and for a picture that
    ///   cannot be read.
    func masks(_ body: JSONValue) async throws -> [String] {
        var fields = try RequestFields(body)
        guard try fields.requiredString("req_key") == Self.key else {
            throw Refusal(.notSupported, "req_key is not one that CVProcess carries out")
        }
        let url = try fields.requiredString("image_url")
        try fields.finish()
        let path = try await fetcher.fetch(url, field: "image_url")
        defer { WorkDirectory.remove(path) }
        return await fetcher.state.add(masksAt: try await maskFiles(ofPictureAt: path))
    }

    /// Finds subjects only once in the same picture.
    private func maskFiles(ofPictureAt path: String) async throws -> [String] {
        let key = try SHA256.digest(ofFileAt: path).hex
        if let paths = await fetcher.state.maskFiles(foundIn: key) { return paths }
        let image = try await ImageFile(path: path, field: "image_url", ffmpeg)
        let picture = try await image.picture(scaledTo: image.smallSize, field: "image_url")
        let masks = SubjectFinder().subjects(in: picture)
        let writer = MaskWriter(ffmpeg: ffmpeg, folder: fetcher.folder)
        let paths = try await writer.write(masks, size: (image.width, image.height))
        await fetcher.state.keep(maskFiles: paths, foundIn: key)
        return paths
    }
}
