internal import Addresses
internal import FoundationEssentials
internal import Hummingbird
internal import InferenceKit
internal import RunStore

/// Lists of a client's runs, newest first, a hundred a page.
struct PredictionList: Sendable {
    let parts: ServerParts
    /// The path of the list.
    var path = "/v1/predictions"
    /// The object of a run, given the address of the server.
    var json: @Sendable (Run, _ base: String) async throws -> JSONValue = { PredictionResource($0, base: $1).json }

    private static let pageSize = 100

    /// A page.
    ///
    /// - Parameters:
    ///   - request: The query has `created_after`, `created_before`, `model`, `status` and `cursor`.
    ///   - client: Whose runs.
    /// - Returns: The page, with the addresses of the next and the previous one.
    /// - Throws: ``Problem`` with 400 for a time, a status or a cursor that cannot be read.
    func page(_ request: Request, of client: Client) async throws -> Response {
        let query = request.query
        let cursor = try query["cursor"].map { try ListCursor($0) }
        var filter = RunFilter(limit: Self.pageSize + 1)
        filter.caller = client.name
        filter.since = try query["created_after"].map { try time($0, "created_after") }
        filter.until = try query["created_before"].map { try time($0, "created_before") }
        filter.model = query["model"]
        filter.statuses = try query["status"].map { try statuses($0) } ?? []
        switch cursor {
        case .after(let position)?: filter.after = position
        case .before(let position)?: filter.before = position
        case nil: break
        }
        var runs = try await parts.store.runs(filter)
        let hasMore = runs.count > Self.pageSize
        let isBackward = if case .before? = cursor { true } else { false }
        if hasMore { if isBackward { runs.removeFirst() } else { runs.removeLast() } }
        let base = parts.address.base(for: request)
        let next = isBackward || hasMore ? runs.last.map { ListCursor.after(RunPosition($0)) } : nil
        let previous = isBackward ? hasMore : cursor != nil
        var results: [JSONValue] = []
        for run in runs { results.append(try await json(run, base)) }
        return Response(json: [
            "next": link(next, base, query),
            "previous": link(previous ? runs.first.map { .before(RunPosition($0)) } : nil, base, query),
            "results": .array(results),
        ])
    }

    private func link(
        _ cursor: ListCursor?,
        _ base: String,
        _ query: [String: String]
    ) -> JSONValue {
        guard let cursor else { return .null }
        var items = ["cursor=\(cursor.text)"]
        for name in ["created_after", "created_before", "model", "status"] {
            guard let value = query[name] else { continue }
            items.append("\(name)=\(PercentEncoding.encoded(value))")
        }
        return .string("\(base)\(path)?\(items.joined(separator: "&"))")
    }

    /// The statuses of the record that a client's word stands for; our own words mean themselves.
    private func statuses(_ text: String) throws(Problem) -> Set<RunStatus> {
        var statuses: Set<RunStatus> = []
        for word in text.split(separator: ",") {
            switch word {
            case "open": statuses.formUnion(RunStatus.open)
            case "starting": statuses.formUnion([.queued, .starting])
            case "failed": statuses.formUnion([.failed, .unknown])
            default:
                guard let status = RunStatus(rawValue: String(word)) else {
                    throw Problem(
                        .badRequest,
                        "'status' is '\(text.prefix(60))', which is not a status",
                        help: "use starting, processing, succeeded, failed, canceled, unknown or open"
                    )
                }
                statuses.insert(status)
            }
        }
        return statuses
    }

    private func time(_ text: String, _ name: String) throws(Problem) -> Date {
        guard let date = TimeText.date(text) else {
            throw Problem(
                .badRequest,
                "'\(name)' is '\(text.prefix(60))', which is not a time",
                help: "write it as in RFC 3339, such as 2026-11-30T12:00:00Z"
            )
        }
        return date
    }
}

/// A place in a list, in a form that clients pass on without reading it.
enum ListCursor {
    /// The page after a run.
    case after(RunPosition)
    /// The page before a run.
    case before(RunPosition)

    /// Reads a cursor.
    ///
    /// - Throws: ``Problem`` with 400.
    init(_ text: String) throws(Problem) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let milliseconds = Int64(parts[1]), let id = RunID(parts[2]), "ab".contains(parts[0]),
            parts[0].count == 1
        else {
            throw Problem(
                .badRequest,
                "'cursor' is not one that this server has given out",
                help: "use the addresses in 'next' and 'previous' as they are"
            )
        }
        let position = RunPosition(created: Date(milliseconds: milliseconds), id: id)
        self = parts[0] == "a" ? .after(position) : .before(position)
    }

    /// The cursor as text.
    var text: String {
        switch self {
        case .after(let position): "a.\(position.created.milliseconds).\(position.id)"
        case .before(let position): "b.\(position.created.milliseconds).\(position.id)"
        }
    }
}

extension RunPosition {
    fileprivate init(_ run: Run) { self.init(created: run.created, id: run.id) }
}
