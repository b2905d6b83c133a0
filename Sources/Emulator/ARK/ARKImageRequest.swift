import InferenceKit

/// A request for pictures, checked as the API does.
struct ARKImageRequest: Sendable, Hashable {
    /// The model.
    let model: ARKModel
    /// The prompt.
    let prompt: String
    /// The reference pictures.
    private(set) var references: [String] = []
    /// The columns of a picture.
    private(set) var width = 2_048
    /// The rows of a picture.
    private(set) var height = 2_048
    /// How many pictures there are at most.
    private(set) var count = 1
    /// Whether the pictures themselves are in the answer, in base64.
    let isInline: Bool
    /// Whether the pictures are marked.
    let isMarked: Bool
    /// The ending of a file: `jpeg` or `png`.
    private(set) var format = "jpeg"
    /// Whether the answer is a stream of events.
    private(set) var isStreamed = false
    /// The seed.
    private(set) var seed = -1

    /// Reads a body.
    ///
    /// - Throws: ``ARKError``.
    init(_ body: JSONValue) throws(ARKError) {
        var fields = try ARKFields(body)
        let id = try fields.requiredString("model")
        guard let model = ARKModel.named(id), case .image(let pixels, let references, let generation) = model.kind
        else {
            throw ARKError(
                status: 404,
                code: "InvalidEndpointOrModel.NotFound",
                message: "The model or endpoint \(id) does not exist or you do not have access to it."
            )
        }
        self.model = model
        prompt = try fields.requiredString("prompt")
        switch fields.value("image") {
        case nil: break
        case .string(let url)?: self.references = [url]
        case .array(let urls)? where urls.allSatisfy({ $0.string != nil }): self.references = urls.compactMap(\.string)
        default: throw .invalid("image", "It is neither a string nor a list of strings.")
        }
        guard self.references.count <= references else {
            throw .invalid("image", "There are more than \(references) pictures.")
        }
        let size = try fields.string("size") ?? "2K"
        (width, height) = try Self.size(size, pixels)
        seed = try fields.integer("seed", in: -1...2_147_483_647) ?? -1
        isInline = try fields.string("response_format", among: ["url", "b64_json"]) == "b64_json"
        isMarked = try fields.boolean("watermark") ?? true
        if generation >= .five { format = try fields.string("output_format", among: ["jpeg", "png"]) ?? "jpeg" }
        if let options = fields.value("optimize_prompt_options") {
            var inner = try ARKFields(options, in: "optimize_prompt_options.")
            _ = try inner.string("mode", among: ["standard", "fast"])
            try inner.finish()
        }
        if generation < .fivePro {
            isStreamed = try fields.boolean("stream") ?? false
            try takeSequence(&fields)
        }
        if generation == .five { _ = fields.value("tools") }
        try fields.finish("It is not supported by model \(id).")
    }

    private mutating func takeSequence(_ fields: inout ARKFields) throws(ARKError) {
        let mode = try fields.string("sequential_image_generation", among: ["auto", "disabled"]) ?? "disabled"
        var most = 15
        if let options = fields.value("sequential_image_generation_options") {
            var inner = try ARKFields(options, in: "sequential_image_generation_options.")
            most = try inner.integer("max_images", in: 1...15) ?? most
            try inner.finish()
        }
        guard mode == "auto" else { return }
        guard references.count + most <= 15 else {
            throw .invalid(
                "sequential_image_generation_options.max_images",
                "With the references there are more than 15."
            )
        }
        // The model decides how many: the number that the prompt names, or all.
        let named = prompt.split { !$0.isNumber }.compactMap { Int($0) }.first { (1...most).contains($0) }
        count = named ?? most
    }

    private static func size(_ text: String, _ pixels: ClosedRange<Int>) throws(ARKError) -> (Int, Int) {
        let sides = ["1K": 1_024, "2K": 2_048, "4K": 4_096]
        let parts = text.split(separator: "x").map { Int($0) }
        let size: (Int, Int)
        if let side = sides[text] {
            size = (side, side)
        } else if parts.count == 2, let width = parts[0], let height = parts[1], (1...16_384).contains(width),
            (1...16_384).contains(height)
        {
            size = (width, height)
        } else {
            throw .invalid("size", "It is neither 1K, 2K, 4K nor WIDTHxHEIGHT.")
        }
        guard pixels.contains(size.0 * size.1) else {
            throw .invalid("size", "image size must be from \(pixels.lowerBound) to \(pixels.upperBound) pixels.")
        }
        guard size.0 <= size.1 * 16, size.1 <= size.0 * 16 else {
            throw .invalid("size", "The ratio of the sides is not from 1/16 to 16.")
        }
        return size
    }
}
