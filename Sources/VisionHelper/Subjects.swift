public import InferenceKit

/// The subjects that were found in a picture, largest first.
public struct Subjects: Sendable, Hashable, Codable {
    /// The links to the subjects' masks; they work for one hour.
    public let maskURLs: [String]

    /// The request id that the service's support asks for.
    let requestID: String?

    /// Whether nothing was detected, since this is a dry run.
    private let isAssumed: Bool

    private enum CodingKeys: String, CodingKey {
        case maskURLs = "mask_urls"
        case requestID = "request_id"
    }

    /// Creates a list of subjects.
    ///
    /// - Parameter maskURLs: The masks' URLs, largest subject first.
    public init(maskURLs: [String]) {
        self.init(maskURLs: maskURLs, requestID: nil)
    }

    private init(maskURLs: [String], requestID: String?, isAssumed: Bool = false) {
        self.maskURLs = maskURLs
        self.requestID = requestID
        self.isAssumed = isAssumed
    }

    /// Reads a recorded list.
    ///
    /// - Parameter decoder: Where it is read from.
    /// - Throws: `DecodingError`.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            maskURLs: try values.decode([String].self, forKey: .maskURLs),
            requestID: try values.decodeIfPresent(String.self, forKey: .requestID)
        )
    }

    /// Chooses the subject to drive.
    ///
    /// - Parameters:
    ///   - index: The subject, 0 for the largest; `nil` for the largest if there is one.
    ///   - context: The run, which gets a warning when there is no subject.
    /// - Returns: The URL of its mask; `nil` when none was found and none was asked for.
    /// - Throws: `PredictionError` with `invalid-input` when there is no such subject.
    public func mask(at index: Int?, _ context: PredictionContext) throws -> String? {
        if isAssumed {
            if let index {
                context.log("whether subject \(index) is in the image is known only once the subjects are detected")
            }
            return "<URL of the mask of subject \(index ?? 0)>"
        }
        guard let index else {
            if maskURLs.isEmpty {
                context.warn("no subject was found in the image; continuing without a mask")
            }
            return maskURLs.first
        }
        if maskURLs.indices.contains(index) { return maskURLs[index] }
        switch maskURLs.count {
        case 0:
            throw PredictionError(
                .invalidInput,
                "mask_index is \(index), but no subject was found in the image",
                help:
                    "use a picture in which the characters stand out, or omit mask_index to continue without a mask"
            )
        case 1:
            throw PredictionError(
                .invalidInput,
                "mask_index is \(index), but only 1 subject was found in the image",
                help: "use mask_index=0, or omit it"
            )
        case let count:
            throw PredictionError(
                .invalidInput,
                "mask_index is \(index), but only \(count) subjects were found in the image",
                help: "use a mask_index from 0 (the largest) to \(count - 1) (the smallest)"
            )
        }
    }

    /// In place of the detected subjects in a dry run.
    static let assumed = Subjects(maskURLs: [], requestID: nil, isAssumed: true)
}

extension Subjects {
    /// Reads the response to a detection.
    ///
    /// `data.resp_data` is a JSON text: `code` 0 for success, `status` 1 when there is a subject, and the masks under
    /// `object_detection_result.mask.url`, largest first.
    ///
    /// - Throws: `service-unavailable` when the response has another form, `invalid-input` when the detection failed.
    init(_ answer: VisionSuccess) throws {
        guard let result = answer.responseData, case .object = result else {
            throw PredictionError(
                .serviceUnavailable,
                "the service's response to the detection request cannot be parsed",
                help: "try again; if it continues, report it with the request id",
                vendor: answer.vendor
            )
        }
        if let code = result["code"]?.integer, code != 0 {
            throw PredictionError(
                .invalidInput,
                "the service could not look for subjects in the image",
                help: "try another picture",
                vendor: .init(
                    code: String(code),
                    message: (result["msg"]?.string ?? result["message"]?.string).map(vendorText),
                    requestID: answer.requestID
                )
            )
        }
        let urls = result["object_detection_result"]?["mask"]?["url"]
        let list = urls?.array?.compactMap(\.string) ?? urls?.string.map { [$0] } ?? []
        self.init(maskURLs: list.filter { !$0.isEmpty }, requestID: answer.requestID)
    }
}
