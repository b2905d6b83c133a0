internal import FoundationEssentials
package import InferenceKit
internal import Synchronization

/// A clock that moves only when something waits for it, so that an hour passes at once.
package final class TestTime: TimeSource {
    private let state: Mutex<(uptime: Duration, waits: [Duration])>
    private let start: UTCTime

    /// Starts at a time of day.
    package init(_ start: UTCTime = UTCTime(secondsSinceEpoch: 1_767_615_693)) {
        self.start = start
        state = Mutex((.zero, []))
    }

    package var now: UTCTime { start + uptime }
    package var uptime: Duration { state.withLock { $0.uptime } }

    /// The durations that were waited for.
    package var waits: [Duration] { state.withLock { $0.waits } }

    package func sleep(for duration: Duration) async throws {
        try Task.checkCancellation()
        state.withLock { state in
            state.uptime += duration
            state.waits.append(duration)
        }
        await Task.yield()
    }
}

/// A transport that answers from a script and keeps what was sent.
package final class ScriptedTransport: Transport {
    /// The response to a request.
    package enum Answer: Sendable {
        /// An answer.
        case response(HTTPResponse)
        /// No answer.
        case failure(TransportError)
        /// Something done first, such as canceling the caller, and then this.
        case after(@Sendable () -> Void, HTTPResponse)
        /// That many bytes of an answer's content, then a lost connection; only for downloads.
        case cut(Int, HTTPResponse)
        /// Nothing until the caller is canceled.
        case untilCanceled

        fileprivate var cutLength: Int? { if case .cut(let count, _) = self { count } else { nil } }
    }

    private struct State {
        var answers: [Answer]
        var requests: [HTTPRequest] = []
        var downloads: [String] = []
        var continued: [FileVersion?] = []
    }

    private let state: Mutex<State>

    /// Answers in this order; a request after the last answer fails.
    package init(_ answers: [Answer]) {
        state = Mutex(State(answers: answers))
    }

    /// What was sent.
    package var requests: [HTTPRequest] { state.withLock { $0.requests } }

    /// What each download was asked to continue.
    package var continued: [FileVersion?] { state.withLock { $0.continued } }

    /// The URLs that were downloaded.
    package var downloads: [String] { state.withLock { $0.downloads } }

    package func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        try await answer { $0.requests.append(request) }
    }

    package func download(
        _ request: HTTPRequest,
        to path: String,
        continuing version: FileVersion?,
        progress: @escaping @Sendable (DownloadProgress) -> Void
    ) async throws(TransportError) -> HTTPResponse {
        let limit = state.withLock { $0.answers.first?.cutLength }
        var response = try await answer { state in
            state.downloads.append(request.url)
            state.continued.append(version)
        }
        if (200...299).contains(response.status) {
            write(&response, to: path, continuing: version, limit: limit, progress)
        }
        guard limit == nil else { throw TransportError(.connectionLost, "cut", mayHaveReachedServer: true) }
        return response
    }

    /// Serves the whole body, or the rest of it if a request continues it by its entity tag.
    private func write(
        _ response: inout HTTPResponse,
        to path: String,
        continuing version: FileVersion?,
        limit: Int?,
        _ progress: @Sendable (DownloadProgress) -> Void
    ) {
        let total = response.headers["Content-Length"].flatMap { Int64($0) } ?? Int64(response.body.count)
        let served = FileVersion(entityTag: response.headers["ETag"] ?? "", totalBytes: total)
        var there = Data()
        if let version, version == served, let content = FileManager.default.contents(atPath: path) {
            there = content
            response.status = 206
        }
        progress(DownloadProgress(receivedBytes: Int64(there.count), totalBytes: total, version: served))
        try? (there + response.body.dropFirst(there.count).prefix(limit ?? .max)).write(to: URL(filePath: path))
        response.body = []
    }

    private func answer(_ note: @Sendable (inout State) -> Void) async throws(TransportError) -> HTTPResponse {
        let next = state.withLock { state -> Answer? in
            note(&state)
            return state.answers.isEmpty ? nil : state.answers.removeFirst()
        }
        switch next {
        case .response(let response), .cut(_, let response): return response
        case .failure(let error): throw error
        case .after(let action, let response):
            action()
            return response
        case .untilCanceled:
            while !Task.isCancelled { await Task.yield() }
            throw TransportError(.canceled, "canceled", mayHaveReachedServer: true)
        case nil: throw TransportError(.badURL, "the script of the test is over", mayHaveReachedServer: false)
        }
    }
}

/// A signer that writes down the access key and the time it got.
package struct NamingSigner: RequestSigner {
    package init() {}

    package func sign(
        _ request: HTTPRequest,
        with credential: Credential,
        scope: SigningScope,
        at time: UTCTime
    ) throws -> HTTPRequest {
        var request = request
        request.headers["X-Date"] = time.iso8601Basic
        request.headers["Authorization"] = "\(credential.accessKey) \(scope.region)/\(scope.service)"
        return request
    }
}

/// A channel that keeps what a run reports.
package final class RecordingChannel: RunChannel {
    private let state = Mutex<(reports: [RunReport], steps: [StepRecord])>(([], []))
    private let refuses: @Sendable (StepRecord) -> Bool

    /// - Parameter refuses: Which records fail because the runner is gone.
    package init(refuses: @escaping @Sendable (StepRecord) -> Bool = { _ in false }) {
        self.refuses = refuses
    }

    /// The steps with all their parts.
    package var records: [StepRecord] { state.withLock { $0.steps } }

    /// The last record of each step, as a resumed run gets it later.
    package func recorded(at time: UTCTime, isComplete: Bool = true) -> [RecordedStep] {
        var last: [RecordedStep] = []
        for record in records {
            last.removeAll { $0.record.name == record.name && $0.record.ordinal == record.ordinal }
            last.append(RecordedStep(record, isComplete: isComplete, secondsSinceEpoch: time.secondsSinceEpoch))
        }
        return last
    }

    /// What was reported.
    package var reports: [RunReport] { state.withLock { $0.reports } }

    /// The steps, as `name phase`.
    package var steps: [String] { state.withLock { $0.steps.map { "\($0.name) \($0.phase.rawValue)" } } }

    /// The warnings among the reports.
    package var warnings: [String] {
        reports.compactMap { if case .warning(let text) = $0 { text } else { nil } }
    }

    package func report(_ report: RunReport) {
        state.withLock { $0.reports.append(report) }
    }

    package func record(_ step: StepRecord) async throws {
        if refuses(step) { throw PredictionError(.modelFailed, "nobody notes '\(step.name)'") }
        state.withLock { $0.steps.append(step) }
    }
}

/// Staging that names a file instead of moving it.
package struct NamingStaging: Staging {
    package let place: String

    package init(_ place: String = "https://staged.test") { self.place = place }

    package var life: Duration { .seconds(45 * 60) }

    package func link(
        to file: MediaFile,
        progress: @escaping @Sendable (ProgressUpdate) -> Void
    ) async throws -> StagedLink { StagedLink(url: "\(place)/\(file.name)") }
}
