import InferenceKit

/// A request for a video, checked as the API does: strictly, field by field.
struct ARKVideoRequest: Sendable, Hashable {
    /// An input of the request.
    struct Source: Sendable, Hashable {
        /// Its role, such as `first_frame`.
        var role: String
        /// A link, or a `data:` link.
        var url: String
    }

    /// The model.
    let model: ARKModel
    /// The prompt without options.
    private(set) var prompt = ""
    /// Pictures, videos and recordings.
    private(set) var sources: [Source] = []
    /// Such as `720p`.
    private(set) var resolution = "720p"
    /// Such as `16:9`, or `adaptive`.
    private(set) var ratio = "adaptive"
    /// The length in seconds; `nil` when `frames` or the model decides.
    private(set) var duration: Int?
    /// The number of frames in place of the length.
    private(set) var frames: Int?
    /// Whether the last frame is wanted as a picture.
    private(set) var returnsLastFrame = false
    /// Whether there is sound.
    private(set) var hasSound = false
    /// The seed.
    private(set) var seed = -1
    /// `default`, or `flex` for half the price.
    private(set) var serviceTier = "default"
    /// The caller's name for whoever asked.
    private(set) var safetyIdentifier: String?

    /// The number of frames that are made.
    var frameCount: Int { frames ?? (duration ?? 5) * 24 + 1 }

    /// Reads a body.
    ///
    /// - Throws: ``ARKError``.
    init(_ body: JSONValue) throws(ARKError) {
        var fields = try ARKFields(body)
        let id = try fields.requiredString("model")
        guard let model = ARKModel.named(id), case .video(let seconds, let resolutions, let generation) = model.kind
        else {
            throw ARKError(
                status: 404,
                code: "InvalidEndpointOrModel.NotFound",
                message: "The model or endpoint \(id) does not exist or you do not have access to it."
            )
        }
        self.model = model
        try takeContent(fields.value("content"), generation)
        let isSecond = generation >= .two
        resolution = try fields.string("resolution", among: resolutions) ?? resolution
        ratio = try fields.string("ratio", among: VideoSize.ratios + ["adaptive"]) ?? ratio
        duration = try fields.integer("duration", in: generation >= .oneFive ? -1...seconds.upperBound : seconds)
        if let duration, duration != -1, !seconds.contains(duration) {
            throw .invalid("duration", "It is not from \(seconds.lowerBound) to \(seconds.upperBound).")
        }
        if generation < .oneFive { frames = try fields.integer("frames", in: 29...289) }
        if let frames, (frames - 25) % 4 != 0 { throw .invalid("frames", "It is not of the form 25 + 4n.") }
        if !isSecond {
            seed = try fields.integer("seed", in: -1...4_294_967_295) ?? -1
            _ = try fields.boolean("camera_fixed")
            serviceTier = try fields.string("service_tier", among: ["default", "flex"]) ?? "default"
        } else {
            _ = try fields.integer("priority", in: 0...9)
        }
        if generation >= .oneFive { hasSound = try fields.boolean("generate_audio") ?? true }
        if generation == .oneFive { _ = try fields.boolean("draft") }
        _ = try fields.boolean("watermark")
        returnsLastFrame = try fields.boolean("return_last_frame") ?? false
        _ = try fields.integer("execution_expires_after", in: 3_600...259_200)
        _ = try fields.string("callback_url")
        safetyIdentifier = try fields.string("safety_identifier", upTo: 64)
        try fields.finish("It is not supported by model \(id).")
        takeLegacyOptions(resolutions, seconds)
        if duration == -1 { duration = nil }
    }

    private mutating func takeLegacyOptions(_ resolutions: [String], _ seconds: ClosedRange<Int>) {
        let options = LegacyOptions(prompt)
        prompt = options.prompt
        if let value = options.values["resolution"], resolutions.contains(value) { resolution = value }
        if let value = options.values["ratio"], VideoSize.ratios.contains(value) { ratio = value }
        if let value = options.values["duration"].flatMap({ Int($0) }), seconds.contains(value) { duration = value }
    }

    private mutating func takeContent(_ value: JSONValue?, _ generation: ARKModel.Generation) throws(ARKError) {
        guard let items = value?.array, !items.isEmpty else { throw .missing("content") }
        for (index, item) in items.enumerated() {
            var fields = try ARKFields(item, in: "content[\(index)].")
            let type = try fields.requiredString("type")
            switch type {
            case "text":
                prompt = try fields.requiredString("text")
            case "image_url":
                let roles = ["first_frame", "last_frame"] + (generation >= .two ? ["reference_image"] : [])
                let role = try fields.string("role", among: roles) ?? "first_frame"
                sources.append(Source(role: role, url: try fields.url("image_url")))
            case "video_url" where generation >= .two:
                _ = try fields.string("role", among: ["reference_video"])
                sources.append(Source(role: "reference_video", url: try fields.url("video_url")))
            case "audio_url" where generation >= .two:
                _ = try fields.string("role", among: ["reference_audio"])
                sources.append(Source(role: "reference_audio", url: try fields.url("audio_url")))
            default: throw .invalid("content[\(index)].type", "It is not supported by this model.")
            }
            try fields.finish()
        }
        try checkModes()
    }

    /// First frame, first and last frame, and references exclude each other.
    private func checkModes() throws(ARKError) {
        let roles = sources.map(\.role)
        let first = roles.count { $0 == "first_frame" }
        let last = roles.count { $0 == "last_frame" }
        let references = roles.count - first - last
        let problem: String? =
            if first > 1 || last > 1 {
                "There is more than one first or last frame."
            } else if last > 0, first == 0 {
                "A last frame needs a first frame."
            } else if first + last > 0, references > 0 {
                "First or last frames cannot be combined with references."
            } else {
                nil
            }
        guard let problem else { return }
        throw ARKError(
            status: 400,
            code: "InvalidParameter.TaskTypeConstraint",
            message: problem,
            parameter: "content"
        )
    }
}
