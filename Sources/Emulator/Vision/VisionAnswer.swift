import InferenceKit

/// The answers of the service itself, as JSON.
package enum VisionAnswer {
    /// Where an answer contains the finished video's URL; the sources disagree, so clients must read both.
    package enum Form: String, Sendable, CaseIterable {
        /// Inside `data.resp_data`, which is JSON in a string: what users of BytePlus report.
        case byteplus
        /// In `data.video_url`: what the documentation of the Chinese twin says.
        case volcengine
    }

    /// Returns the envelope around every answer.
    ///
    /// - Parameters:
    ///   - code: Success or a refusal.
    ///   - data: The payload; `null` for a refusal.
    ///   - requestID: The identifier of the request.
    ///   - elapsed: How long the request took.
    /// - Returns: The whole body of the answer.
    static func envelope(
        _ code: BusinessCode,
        data: JSONValue = .null,
        requestID: String,
        elapsed: Duration
    ) -> JSONValue {
        .object([
            "code": .int(code.code), "status": .int(code.code), "message": .string(code.message), "data": data,
            "request_id": .string(requestID), "time_elapsed": .string(text(of: elapsed)),
        ])
    }

    /// Returns the payload of a detection.
    ///
    /// - Parameter maskURLs: The masks, the largest subject first.
    /// - Returns: The value of `data`.
    static func detection(maskURLs: [String]) -> JSONValue {
        let result: JSONValue = .object([
            "code": 0,
            "object_detection_result": .object([
                "mask": .object(["url": .array(maskURLs.map { .string($0) })])
            ]),
            "status": .int(maskURLs.isEmpty ? 0 : 1),
        ])
        return .object(["resp_data": inString(result)])
    }

    /// Returns the payload of an accepted task.
    ///
    /// - Parameter taskID: The task's identifier.
    /// - Returns: The value of `data`.
    static func submitted(taskID: String) -> JSONValue {
        .object(["task_id": .string(taskID)])
    }

    /// Returns the payload of a task without a video.
    ///
    /// - Parameter status: The vendor's word, such as `in_queue`.
    /// - Returns: The value of `data`.
    static func unfinished(status: String) -> JSONValue {
        .object(["status": .string(status)])
    }

    /// Returns the payload of a finished task.
    ///
    /// - Parameters:
    ///   - videoURL: Where the video is; `nil` to leave it out.
    ///   - form: Which member contains it.
    /// - Returns: The value of `data`.
    static func finished(videoURL: String?, form: Form) -> JSONValue {
        let link: [String: JSONValue] = videoURL.map { ["video_url": .string($0)] } ?? [:]
        switch form {
        case .byteplus:
            let result = link.merging(["code": 0, "msg": "Success", "progress": 100]) { first, _ in first }
            return .object(["status": "done", "resp_data": inString(.object(result))])
        case .volcengine:
            return .object(link.merging(["status": "done", "aigc_meta_tagged": true]) { first, _ in first })
        }
    }

    /// The identifier of a request, as the vendor writes it.
    ///
    /// - Parameter time: The service's time.
    /// - Returns: Fourteen digits of time and eighteen random ones.
    static func requestID(at time: UTCTime) -> String {
        time.iso8601Basic.filter(\.isNumber) + Identifiers.random(digits: 18).uppercased()
    }

    private static func inString(_ value: JSONValue) -> JSONValue {
        .string(value.text)
    }

    /// A duration as the vendor writes it: `104.852309ms` below one second, `3.96s` from one second on.
    private static func text(of duration: Duration) -> String {
        let nanoseconds = duration.components.attoseconds / 1_000_000_000
        let seconds = duration.components.seconds
        if seconds == 0 {
            return "\(nanoseconds / 1_000_000).\(padded(nanoseconds % 1_000_000, 6))ms"
        }
        return "\(seconds).\(padded(nanoseconds / 10_000_000, 2))s"
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
