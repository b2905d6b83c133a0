import Hashing

/// Makes the videos of OmniHuman.
struct VideoGeneration: Sendable {
    private let fetcher: InputFetcher
    private let maker: VideoMaker
    private let cache: MediaCache
    private let queue: TaskQueue<GenerationRequest>

    /// Creates a generation.
    ///
    /// - Parameters:
    ///   - parts: What the services share.
    ///   - queue: Where videos that were made before are found.
    init(_ parts: ServiceParts, _ queue: TaskQueue<GenerationRequest>) {
        fetcher = parts.fetcher
        maker = VideoMaker(ffmpeg: parts.ffmpeg, directory: parts.directory)
        cache = parts.cache
        self.queue = queue
    }

    /// Makes the video that a request asks for.
    ///
    /// The same inputs give the same video, so it is made once while it exists: tests ask for one repeatedly.
    ///
    /// - Parameter request: The request.
    /// - Returns: The video.
    /// - Throws: ``UnusableInput`` for an input; ``EmulatorError``; `CancellationError`.
    func makeVideo(_ request: GenerationRequest) async throws -> MadeVideo {
        var files: [String] = []
        defer { files.forEach(WorkDirectory.remove) }
        files.append(try await fetcher.fetch(request.imageURL, field: "image_url"))
        files.append(try await fetcher.fetch(request.audioURL, field: "audio_url"))
        for url in request.maskURLs { files.append(try await fetcher.fetch(url, field: "mask_url")) }
        let key = try files.map { try SHA256.digest(ofFileAt: $0).hex } + ["\(request.outputResolution ?? 0)"]
        if let video = await queue.video(madeFrom: key) { return video }
        let video: MadeVideo
        if let kept = keptVideo(key) {
            video = kept
        } else {
            video = try await makeVideo(files[0], files[1], masks: Array(files[2...]), request.outputResolution)
            let name = "\(Int64((video.duration / .microseconds(1)).rounded()))"
            cache.keep([(name, video.path)], madeFrom: ["video"] + key)
        }
        await queue.keep(video, madeFrom: key)
        return video
    }

    /// A video that an earlier emulator has made; its name in the cache is its length in microseconds.
    private func keptVideo(_ key: [String]) -> MadeVideo? {
        guard let file = cache.files(madeFrom: ["video"] + key, to: maker.directory)?.first,
            let length = Int64(file.name)
        else { return nil }
        return MadeVideo(path: file.path, duration: .microseconds(length))
    }

    private func makeVideo(
        _ image: String,
        _ audio: String,
        masks: [String],
        _ outputResolution: Int?
    ) async throws -> MadeVideo {
        let samples = maker.directory.newPath("samples")
        defer { WorkDirectory.remove(samples) }
        let image = try await ImageFile(path: image, field: "image_url", maker.ffmpeg)
        let speech = try await SpeechFile(decoding: audio, to: samples, maker.ffmpeg)
        var opened: [ImageFile] = []
        for path in masks { opened.append(try await ImageFile(path: path, field: "mask_url", maker.ffmpeg)) }
        return try await maker.makeVideo(image, speech, masks: opened, outputResolution: outputResolution)
    }
}
