internal import FoundationEssentials
internal import InferenceKit
package import RunStore

/// A run as a row of the tables `runs` and `leases`.
package enum RunRow {
    /// The columns of `runs`, in the order in which they are written and read.
    private static let columns = [
        "id", "model", "model_name", "model_directory", "model_key", "status", "given", "checked", "input_files",
        "fingerprint", "is_input_complete", "places", "replaces_files", "endpoint", "staging", "uses_own_emulator",
        "is_charged", "timeout", "estimate_usd", "price_usd", "is_price_unknown", "created", "updated", "ended",
        "task_id", "output", "output_files", "failure", "log", "partial_downloads", "is_paid", "label", "caller",
        "caller_name", "started", "deadline", "service", "is_enqueued", "server_limit_usd",
    ]

    /// Selects whole runs; a condition follows.
    package static let selection: SQL = """
        SELECT \(SQL(text: columns.map { "runs.\($0)" }.joined(separator: ", "))), leases.is_cancel_requested,
            leases.interruptions, leases.rests_until, \(LeaseRow.columns)
        FROM runs JOIN leases ON leases.run = runs.id\u{20}
        """

    /// Inserts a new run.
    ///
    /// - Parameter run: A run without secrets.
    /// - Returns: The statement.
    /// - Throws: When a number in it cannot be written as JSON.
    static func insertion(_ run: Run) throws -> SQL {
        var values: [any SQLParameter] = [
            run.id, run.model.name, name(of: run.model.name), run.model.directory, run.model.key, run.status.rawValue,
            try JSONText.encode(run.input.given), try JSONText.encode(run.input.checked),
            try JSONText.encode(run.input.files), run.input.fingerprint, run.input.isComplete,
        ]
        values += [
            try JSONText.encode(run.places), run.replacesFiles, run.service.endpoint, run.service.staging,
            run.service.usesOwnEmulator, run.service.isCharged, run.timeout.milliseconds, run.estimate.usd,
            run.price?.usd, run.price == .unknown, run.created, run.updated, run.ended,
        ]
        values += [
            run.taskID, try run.output.map { try JSONText.encode($0) }, try JSONText.encode(run.files),
            try run.failure.map { try JSONText.encode($0) }, try JSONText.encode(run.log),
            try JSONText.encode(run.partialDownloads), run.isPaid, run.label, run.caller, run.callerName, run.started,
            run.deadline, run.service.name, run.isEnqueued, run.serverLimit,
        ]
        return .insertion(into: "runs", columns.joined(separator: ", "), values)
    }

    /// The name of a model without its namespace.
    static func name(of model: String) -> String {
        model.split(separator: "/").last.map(String.init) ?? model
    }

    /// Reads a run.
    ///
    /// - Parameters:
    ///   - row: What ``selection`` gives.
    ///   - skew: By how much this machine's clock is ahead of the store's, in milliseconds; what belongs to the lease is moved by it.
    /// - Returns: The run.
    /// - Throws: When the row holds something else.
    package static func run(_ row: inout ColumnReader, skew: Int64 = 0) throws -> Run {
        var run = try begin(&row)
        run.updated = try row.next()
        run.ended = try row.next()
        run.taskID = try row.next()
        run.output = try row.optionalJSON()
        run.files = try row.list()
        run.failure = try row.optionalJSON()
        run.log = try row.list()
        run.partialDownloads = try row.list()
        run.isPaid = try row.next()
        run.label = try row.next()
        run.caller = try row.next()
        run.callerName = try row.next()
        run.started = try row.next()
        run.deadline = try row.next()
        run.service.name = try row.next()
        run.isEnqueued = try row.next()
        run.serverLimit = try row.next()
        run.isCancelRequested = try row.next()
        run.interruptions = try row.next()
        run.restsUntil = try row.next(Int64?.self).map { Date(milliseconds: $0 + skew) }
        run.lease = try LeaseRow.lease(&row, of: run.id)?.moved(by: skew)
        return run
    }

    /// Reads the columns that a run has from its creation on.
    private static func begin(_ row: inout ColumnReader) throws -> Run {
        let id: RunID = try row.next()
        let name: String = try row.next()
        _ = try row.next(String.self)
        let model = RunModel(name: name, directory: try row.next(), key: try row.next())
        let status: RunStatus = try row.word()
        var input = RunInput(
            given: try row.json(),
            checked: try row.json(),
            files: try row.list(),
            fingerprint: try row.next()
        )
        input.isComplete = try row.next()
        let places: [OutputPlace] = try row.list()
        let replacesFiles: Bool = try row.next()
        let service = RunService(
            endpoint: try row.next(),
            staging: try row.next(),
            usesOwnEmulator: try row.next(),
            isCharged: try row.next()
        )
        let timeout = Duration.milliseconds(try row.next(Int64.self))
        let estimate = try row.price() ?? .unknown
        let price = try row.price()
        let isPriceUnknown: Bool = try row.next()
        var run = Run(
            id: id,
            model: model,
            input: input,
            places: places,
            replacesFiles: replacesFiles,
            service: service,
            timeout: timeout,
            estimate: estimate,
            created: try row.next()
        )
        run.status = status
        run.price = isPriceUnknown ? .unknown : price
        return run
    }
}
