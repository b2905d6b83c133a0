import Hashing
import InferenceKit
import PictureSubjects
import Synchronization

/// Answers a detection: fetches the picture, finds its subjects and serves their masks.
struct SubjectDetection: Sendable {
    /// The `req_key` of detections.
    static let key = "realman_avatar_object_detection_cv"

    private let fetcher: InputFetcher
    private let ffmpeg: FFmpeg
    private let directory: WorkDirectory
    private let cache: MediaCache
    private let masks: Shelf
    private let time: any TimeSource
    private let found = FoundMasks()

    /// Creates a detection.
    ///
    /// - Parameter parts: What the services share.
    init(_ parts: ServiceParts) {
        fetcher = parts.fetcher
        ffmpeg = parts.ffmpeg
        directory = parts.directory
        cache = parts.cache
        masks = parts.masks
        time = parts.time
    }

    /// Detects the subjects of a picture.
    ///
    /// - Parameter body: The JSON that was sent.
    /// - Returns: The names of the masks, the largest subject first.
    /// - Throws: ``Refusal`` with 50200 for another `req_key`, and with 50215 for wrong fields; ``UnusableInput`` for
    ///   a picture that cannot be read.
    func masks(_ body: JSONValue) async throws -> [String] {
        var fields = try RequestFields(body)
        guard try fields.requiredString("req_key") == Self.key else {
            throw Refusal(.notSupported, "req_key is not one that CVProcess knows")
        }
        let url = try fields.requiredString("image_url")
        try fields.finish()
        let path = try await fetcher.fetch(url, field: "image_url")
        defer { WorkDirectory.remove(path) }
        return try await maskFiles(ofPictureAt: path).map { file in
            let name = Identifiers.random(digits: 24)
            masks.add(Shelf.Item(path: file, contentType: "image/png"), as: name, at: time.uptime)
            return name
        }
    }

    /// Finds the subjects of a picture once, while their masks exist.
    private func maskFiles(ofPictureAt path: String) async throws -> [String] {
        let key = try SHA256.digest(ofFileAt: path).hex
        if let files = found.files(in: key) { return files }
        let entry = ["masks", key]
        if let files = cache.files(madeFrom: entry, to: directory)?.map(\.path) {
            found.keep(files, in: key)
            return files
        }
        let image = try await ImageFile(path: path, field: "image_url", ffmpeg)
        let size = image.size(within: ImageFile.searchSide)
        let picture = try await image.picture(scaledTo: size, field: "image_url")
        let subjects = SubjectFinder().subjects(in: picture)
        let writer = MaskWriter(ffmpeg: ffmpeg, directory: directory)
        let files = try await writer.write(subjects, size: (image.width, image.height))
        found.keep(files, in: key)
        // The names keep the order.
        cache.keep(files.enumerated().map { (name: "\(1_000 + $0).png", path: $1) }, madeFrom: entry)
        return files
    }
}

/// The files with the masks of pictures that were examined before.
private final class FoundMasks: Sendable {
    private let files = Mutex([String: [String]]())

    /// The files of a picture, if all of them still exist.
    func files(in picture: String) -> [String]? {
        files.withLock { $0[picture] }.flatMap { $0.allSatisfy(WorkDirectory.contains) ? $0 : nil }
    }

    /// Keeps the files of a picture.
    func keep(_ paths: [String], in picture: String) { files.withLock { $0[picture] = paths } }
}
