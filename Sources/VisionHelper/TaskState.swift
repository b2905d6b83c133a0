internal import InferenceKit

/// Where a video can be fetched for one hour.
struct VideoLink: Sendable, Hashable, Codable {
    /// The link, signed as a rule.
    var url: String
    /// What the service's support desk asks for.
    var requestID: String?

    private enum CodingKeys: String, CodingKey {
        case url
        case requestID = "request_id"
    }
}

/// Where a task stands, as read from one answer.
enum TaskState: Sendable, Hashable {
    /// Not done yet, with the service's word for it; words that we do not know count here.
    case pending(String)
    /// The video is ready at this URL.
    case done(videoURL: String)
    /// It is done but has no video.
    case doneWithoutVideo(PredictionError.VendorDetail)
    /// The service does not know it (any more).
    case notFound
    /// The service dropped its result.
    case expired
    /// Somebody cancelled it.
    case canceled

    /// Reads the answer to a question for the result.
    ///
    /// The video's URL stands in `data.video_url` or in the JSON text `data.resp_data`, depending on the region.
    init(_ answer: VisionSuccess) {
        let status = answer.data["status"]?.string ?? ""
        let inner = answer.responseData
        switch status {
        case "done":
            let places = [answer.data["video_url"]?.string, inner?["video_url"]?.string]
            if let url = places.compactMap(\.self).first(where: { !$0.isEmpty }) {
                self = .done(videoURL: url)
            } else {
                let reason = inner?["msg"]?.string ?? inner?["message"]?.string
                self = .doneWithoutVideo(
                    .init(
                        code: inner?["code"]?.integer.map(String.init),
                        message: reason.map(vendorText),
                        requestID: answer.requestID
                    )
                )
            }
        case "not_found": self = .notFound
        case "expired": self = .expired
        case "canceled", "cancelled": self = .canceled
        case "": self = .pending("waiting")
        default: self = .pending(vendorText(status.replacing("_", with: " ")))
        }
    }
}
