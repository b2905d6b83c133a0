internal import InferenceKit

/// Where a video can be fetched for one hour.
struct VideoLink: Sendable, Hashable, Codable {
    /// The link, usually signed.
    var url: String
    /// The request id that the service's support asks for.
    var requestID: String?

    private enum CodingKeys: String, CodingKey {
        case url
        case requestID = "request_id"
    }
}

/// The state of a task, as read from one response.
enum TaskState: Sendable, Hashable {
    /// Not done yet, with the service's word for it; unknown words count as this.
    case pending(String)
    /// The video is ready at this URL.
    case done(videoURL: String)
    /// It is done without a link to a video, and without a reason.
    case doneWithoutLink(PredictionError.VendorDetail)
    /// It is done without a video, for the reason that the service gives.
    case failed(PredictionError.VendorDetail)
    /// The service does not know it, or no longer.
    case notFound
    /// The service dropped its result.
    case expired
    /// It was canceled.
    case canceled

    /// Reads the response to the query for the result.
    ///
    /// The video's URL is in `data.video_url` or in the JSON text `data.resp_data`, depending on the region.
    init(_ answer: VisionSuccess) {
        let status = answer.data["status"]?.string ?? ""
        switch status {
        case "done": self = Self.done(answer)
        case "not_found": self = .notFound
        case "expired": self = .expired
        case "canceled", "cancelled": self = .canceled
        case "": self = .pending("waiting")
        default: self = .pending(vendorText(status.replacing("_", with: " ")))
        }
    }

    private static func done(_ answer: VisionSuccess) -> TaskState {
        let inner = answer.responseData
        let places = [answer.data["video_url"]?.string, inner?["video_url"]?.string]
        if let url = places.compactMap(\.self).first(where: { !$0.isEmpty }) { return .done(videoURL: url) }
        let code = inner?["code"]?.integer
        let reason = inner?["msg"]?.string ?? inner?["message"]?.string
        let vendor = PredictionError.VendorDetail(
            code: code.map(String.init),
            message: reason.map(vendorText),
            requestID: answer.requestID
        )
        // The codes of success say that there is a video; then the answer is incomplete, not the task.
        return [nil, 0, 10_000].contains(code) ? .doneWithoutLink(vendor) : .failed(vendor)
    }
}
