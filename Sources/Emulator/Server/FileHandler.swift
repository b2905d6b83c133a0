import InferenceKit

/// Serves videos, masks and uploads.
struct FileHandler: Sendable {
    /// The finished videos.
    let videos: Shelf

    /// The masks of subjects.
    let masks: Shelf

    /// The uploads.
    let uploads: Shelf

    /// What goes wrong.
    let faults: ActiveFaults

    /// The clock.
    let time: any TimeSource

    /// Answers a request for a video.
    func video(_ name: String, _ incoming: Incoming) throws -> Answer {
        try answer(videos.look(for: name, query: incoming.query, at: time.uptime), name, at: .video, incoming)
    }

    /// Answers a request for a mask.
    func mask(_ name: String, _ incoming: Incoming) throws -> Answer {
        try answer(masks.look(for: name, query: incoming.query, at: time.uptime), name, at: .mask, incoming)
    }

    /// Answers a request for an upload.
    func upload(_ name: String, _ incoming: Incoming) throws -> Answer {
        try serve(uploads.look(for: name, at: time.uptime), name, incoming)
    }

    private func answer(
        _ lookup: Shelf.Lookup,
        _ name: String,
        at target: Fault.Target,
        _ incoming: Incoming
    ) throws -> Answer {
        let fault = faults.take(at: target)
        var answer: Answer
        if let instead = Answer.instead(of: fault) {
            answer = instead
        } else if case .page(let status, .json)? = fault?.effect {
            answer = .problem(status, "a fault").retrying(after: fault)
        } else {
            answer = try serve(lookup, name, incoming).spoiled(by: fault)
        }
        if let fault { answer.note += " (fault \(fault.text))" }
        return answer
    }

    private func serve(_ lookup: Shelf.Lookup, _ name: String, _ incoming: Incoming) throws -> Answer {
        guard incoming.method == "GET" || incoming.method == "HEAD" else { return .problem(405, "only GET and HEAD") }
        let item: Shelf.Item
        switch lookup {
        case .missing: return .problem(404, "no such file")
        case .forbidden: return .problem(403, "the URL has expired, or its query is wrong")
        case .found(let found): item = found
        }
        let byteCount = try WorkDirectory.byteCount(ofFileAt: item.path)
        let tag = "\"\(name)\""
        var headers: HTTPHeaders = [
            "Content-Type": item.contentType, "ETag": tag, "Accept-Ranges": "bytes", "Cache-Control": "no-store",
        ]
        let condition = incoming.headers["If-Range"]
        let asked = condition == nil || condition == tag ? incoming.headers["Range"] : nil
        switch ByteRange.choice(asked, byteCount: byteCount) {
        case .whole:
            return Answer(status: 200, headers: headers, body: .file(path: item.path, range: 0..<byteCount))
        case .part(let range):
            headers["Content-Range"] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(byteCount)"
            return Answer(status: 206, headers: headers, body: .file(path: item.path, range: range))
        case .unsatisfiable:
            return Answer(
                status: 416,
                headers: ["Content-Range": "bytes */\(byteCount)"],
                body: .bytes([])
            )
        }
    }
}
