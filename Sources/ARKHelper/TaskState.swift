internal import InferenceKit

/// What a task has made.
struct MadeVideo: Sendable, Hashable, Codable {
    /// The link to the video, which works for 24 hours.
    var videoURL: String
    /// The link to the last frame, when it was asked for.
    var lastFrameURL: String?
    /// What the service charges for.
    var usage: ServiceUsage

    private enum CodingKeys: String, CodingKey {
        case videoURL = "video_url"
        case lastFrameURL = "last_frame_url"
        case usage
    }
}

/// The state of a task, as read from one response.
enum TaskState: Sendable, Hashable {
    /// Not done yet, with the service's word for it; unknown words count as this.
    case pending(String)
    /// The video is ready.
    case succeeded(MadeVideo)
    /// It is done without a link to a video.
    case succeededWithoutLink(PredictionError.VendorDetail)
    /// It failed, for the reason that the service gives.
    case failed(PredictionError.VendorDetail)
    /// It was canceled.
    case canceled
    /// It was not done in the time that the request allowed.
    case expired

    /// Reads a task.
    init(_ answer: ARKAnswer) {
        let task = answer.body
        switch task["status"]?.string ?? "" {
        case "succeeded":
            guard let url = task["content"]?["video_url"]?.string, !url.isEmpty else {
                self = .succeededWithoutLink(answer.vendor)
                return
            }
            let frame = task["content"]?["last_frame_url"]?.string
            let usage = ServiceUsage(tokens: task["usage"]?["completion_tokens"]?.integer)
            self = .succeeded(
                MadeVideo(videoURL: url, lastFrameURL: frame.flatMap { $0.isEmpty ? nil : $0 }, usage: usage)
            )
        case "failed":
            var vendor = answer.vendor
            vendor.code = task["error"]?["code"]?.string.map(vendorText)
            let message = task["error"]?["message"]?.string ?? task["failure_reason"]?.string
            vendor.message = message.map(vendorText)
            self = .failed(vendor)
        case "cancelled", "canceled": self = .canceled
        case "expired": self = .expired
        case "": self = .pending("waiting")
        case let status: self = .pending(vendorText(status))
        }
    }
}
