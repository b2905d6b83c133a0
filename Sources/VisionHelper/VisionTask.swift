internal import InferenceKit

/// A task that the service accepted and charges for.
public struct VisionTask: Sendable, Hashable, Codable {
    /// The service's name for it; the result can be asked for during twelve hours.
    public let id: String

    /// The model that it runs on, which every question about it has to repeat.
    public let reqKey: String

    /// Names a task.
    ///
    /// - Parameters:
    ///   - id: The service's name for it.
    ///   - reqKey: The model that it runs on.
    public init(id: String, reqKey: String) {
        self.id = id
        self.reqKey = reqKey
    }

    /// Reads the answer to a submission.
    ///
    /// - Throws: `outcome-unknown` when the service said yes but did not name the task.
    init(_ answer: VisionSuccess, reqKey: String) throws {
        let id = answer.data["task_id"]?.string ?? answer.data["task_id"]?.integer.map(String.init)
        guard let id, !id.isEmpty else {
            throw PredictionError(
                .outcomeUnknown,
                "the service accepted the task but did not say its id, so its video cannot be asked for",
                help: unknownOutcomeHelp,
                vendor: answer.vendor
            )
        }
        self.init(id: id, reqKey: reqKey)
    }
}

/// What a user can do when nobody knows whether a task was accepted.
let unknownOutcomeHelp =
    "nothing was sent again. Look at the usage page of the BytePlus console: if it shows no new task, predict again; "
    + "if it does, ask the service's support for the video with the time and the request id"

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
