import InferenceKit

/// The body of a `CVSubmitTask`, decoded.
struct GenerationRequest: Sendable, Hashable {
    /// A model that makes videos.
    enum Model: String, Sendable {
        /// OmniHuman 1.0: a picture and speech, nothing else.
        case omniHuman10 = "realman_avatar_picture_omni_cv"
        /// OmniHuman 1.5: also a mask and options.
        case omniHuman15 = "realman_avatar_picture_omni15_cv"
    }

    /// Which model makes the video.
    var model: Model

    /// Where the picture is.
    var imageURL: String

    /// Where the speech is.
    var audioURL: String

    /// Where the masks of the subjects to drive are; empty for the whole picture.
    var maskURLs: [String]

    /// The short side of the video in pixels, 720 or 1080; `nil` for the picture's own size.
    var outputResolution: Int?

    /// Reads a body.
    ///
    /// - Parameter body: The JSON that was sent.
    /// - Throws: ``Refusal`` with 50200 for another `req_key`, and with 50215 for fields that are missing, wrong or
    ///   unknown.
    init(reading body: JSONValue) throws(Refusal) {
        var fields = try RequestFields(body)
        guard let model = Model(rawValue: try fields.requiredString("req_key")) else {
            throw Refusal(.notSupported, "req_key is not one that CVSubmitTask knows")
        }
        self.model = model
        imageURL = try fields.requiredString("image_url")
        audioURL = try fields.requiredString("audio_url")
        maskURLs = []
        if model == .omniHuman15 {
            maskURLs = try fields.strings("mask_url")
            outputResolution = try fields.integer("output_resolution")
            if let outputResolution, ![720, 1080].contains(outputResolution) {
                throw Refusal(.inputInvalid, "output_resolution is neither 720 nor 1080")
            }
            _ = try fields.string("prompt")
            _ = try fields.integer("seed")
            // The vendor's page says pe_fast_mode, clients in the wild send fast_mode.
            _ = try fields.boolean("pe_fast_mode")
            _ = try fields.boolean("fast_mode")
        }
        try fields.finish()
    }
}
