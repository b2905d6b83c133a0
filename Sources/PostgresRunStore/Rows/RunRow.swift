internal import FoundationEssentials
internal import InferenceKit
internal import RunStore

/// A run as a row of the tables `runs` and `leases`.
enum RunRow {
    /// The columns of `runs`, in the order in which they are written and read.
    private static let columns = [
        "id", "model", "model_name", "model_directory", "model_key", "status", "given", "checked", "input_files",
        "fingerprint", "is_input_complete", "places", "replaces_files", "endpoint", "staging", "uses_own_emulator",
        "is_charged", "timeout", "estimate_usd", "price_usd", "is_price_unknown", "created", "updated", "ended",
        "task_id", "output", "output_files", "failure", "log", "partial_downloads", "is_paid", "label", "caller",
        "caller_name", "started", "deadline", "service", "is_enqueued",
    ]

    /// Selects whole runs; a condition follows.
    static let selection: SQL =
        "SELECT \(SQL(text: columns.map { "runs.\($0)" }.joined(separator: ", "))), leases.is_cancel_requested, leases.interruptions, leases.rests_until, \(LeaseRow.columns) FROM runs JOIN leases ON leases.run = runs.id "

    /// Inserts a new run.
    ///
    /// - Parameter run: A run without secrets.
    /// - Returns: The statement.
    /// - Throws: When a number in it cannot be written as JSON.
    static func insertion(_ run: Run) throws -> SQL {
        var values: [SQL] = [
            "\(run.id.description)", "\(run.model.name)", "\(name(of: run.model.name))", "\(run.model.directory)",
            "\(run.model.key)", "\(run.status.rawValue)",
        ]
        values += [
            "\(try JSONText.encode(run.input.given))", "\(try JSONText.encode(run.input.checked))",
            "\(try JSONText.encode(run.input.files))", "\(run.input.fingerprint)", "\(run.input.isComplete)",
        ]
        values += [
            "\(try JSONText.encode(run.places))", "\(run.replacesFiles)", "\(run.service.endpoint)",
            "\(run.service.staging)", "\(run.service.usesOwnEmulator)", "\(run.service.isCharged)",
        ]
        values += [
            "\(run.timeout.milliseconds)", "\(run.estimate.usd)", "\(run.price?.usd)", "\(run.price == .unknown)",
            "\(run.created.milliseconds)", "\(run.updated.milliseconds)", "\(run.ended?.milliseconds)",
        ]
        values += [
            "\(run.taskID)", "\(try run.output.map { try JSONText.encode($0) })", "\(try JSONText.encode(run.files))",
            "\(try run.failure.map { try JSONText.encode($0) })", "\(try JSONText.encode(run.log))",
            "\(try JSONText.encode(run.partialDownloads))", "\(run.isPaid)",
        ]
        values += [
            "\(run.label)", "\(run.caller)", "\(run.callerName)", "\(run.started?.milliseconds)",
            "\(run.deadline?.milliseconds)", "\(run.service.name)", "\(run.isEnqueued)",
        ]
        return "INSERT INTO runs (\(SQL(text: columns.joined(separator: ", ")))) VALUES (\(values.joined(", ")))"
    }

    /// The name of a model without its namespace.
    static func name(of model: String) -> String {
        model.split(separator: "/").last.map(String.init) ?? model
    }

    /// Reads a run.
    ///
    /// - Parameters:
    ///   - row: What ``selection`` gives.
    ///   - skew: By how much this machine's clock is ahead of the database's, in milliseconds. The end of the lease is shown by this
    ///     machine's clock.
    /// - Returns: The run.
    /// - Throws: When the row holds something else.
    static func run(_ row: PostgresRow, skew: Int64) throws -> Run {
        var row = RowReader(row)
        var run = try begin(&row)
        try finish(&run, &row)
        run.isCancelRequested = try row.next()
        run.interruptions = try row.next()
        run.restsUntil = try row.next(Int64?.self).map { Date(milliseconds: $0 + skew) }
        run.lease = try LeaseRow.lease(&row, of: run.id)
        if skew != 0 { run.lease?.expires.addTimeInterval(Double(skew) / 1_000) }
        return run
    }

    /// Reads the columns that a run has from its creation on.
    private static func begin(_ row: inout RowReader) throws -> Run {
        let id = try row.runID()
        let name: String = try row.next()
        _ = try row.next(String.self)
        let model = RunModel(name: name, directory: try row.next(), key: try row.next())
        let status: RunStatus = try row.value()
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
        let estimate = try row.next(Double?.self)
        let price = try row.next(Double?.self)
        let isPriceUnknown: Bool = try row.next()
        var run = Run(
            id: id,
            model: model,
            input: input,
            places: places,
            replacesFiles: replacesFiles,
            service: service,
            timeout: timeout,
            estimate: estimate.map { .usd($0) } ?? .unknown,
            created: Date(milliseconds: try row.next())
        )
        run.status = status
        run.price = isPriceUnknown ? .unknown : price.map { .usd($0) }
        return run
    }

    /// Reads the columns that change.
    private static func finish(_ run: inout Run, _ row: inout RowReader) throws {
        run.updated = Date(milliseconds: try row.next())
        run.ended = try row.next(Int64?.self).map(Date.init(milliseconds:))
        run.taskID = try row.next()
        run.output = try row.next(String?.self).map { try JSONText.decode($0) }
        run.files = try row.list()
        run.failure = try row.next(String?.self).map { try JSONText.decode($0) }
        run.log = try row.list()
        run.partialDownloads = try row.list()
        run.isPaid = try row.next()
        run.label = try row.next()
        run.caller = try row.next()
        run.callerName = try row.next()
        run.started = try row.next(Int64?.self).map(Date.init(milliseconds:))
        run.deadline = try row.next(Int64?.self).map(Date.init(milliseconds:))
        run.service.name = try row.next()
        run.isEnqueued = try row.next()
    }
}

// MARK: - Columns

extension RowReader {
    /// The next column, the name of a run.
    mutating func runID() throws -> RunID {
        let text: String = try next()
        guard let id = RunID(text) else { throw DamagedValue(description: "'\(text)' is not the name of a run") }
        return id
    }

    /// The next column, a word of a closed set.
    mutating func value<Value: RawRepresentable<String>>() throws -> Value {
        let text: String = try next()
        guard let value = Value(rawValue: text) else {
            throw DamagedValue(description: "'\(text)' is not a \(Value.self)")
        }
        return value
    }

    /// The next column, JSON.
    mutating func json<Value: Decodable>() throws -> Value {
        try JSONText.decode(try next())
    }

    /// The next column, a JSON list.
    mutating func list<Element: Decodable>() throws -> [Element] {
        try JSONText.decodeList(try next())
    }
}
