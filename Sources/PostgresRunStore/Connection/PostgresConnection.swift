internal import CPostgres
internal import Glibc
internal import RunRows
internal import RunStore

/// A connection to a database, for one thread at a time.
///
/// Nothing waits longer than its deadline: libpq works without blocking, and the thread waits for the socket. The calls follow
/// <https://www.postgresql.org/docs/15/libpq-async.html>.
final class PostgresConnection {
    let functions: cpostgres_functions
    let connection: OpaquePointer
    private let address: PostgresAddress
    /// Whether the connection can be used for another statement.
    private(set) var isUsable = true

    /// Connects.
    ///
    /// - Parameters:
    ///   - address: Where the database is.
    ///   - limit: How long it may take.
    /// - Throws: ``PostgresFailure``, or `RunStoreError` when the library is missing.
    init(_ address: PostgresAddress, within limit: Duration) throws {
        let functions = try LibPQ.functions()
        let parameters = address.parameters.sorted { $0.key < $1.key }
        let started = withTexts(parameters.map(\.key)) { names in
            withTexts(parameters.map(\.value)) { functions.PQconnectStartParams(names, $0, 0) }
        }
        guard let started else { throw PostgresFailure(kind: .unreachable, message: "out of memory") }
        self.functions = functions
        self.address = address
        connection = started
        // With the SQLSTATE, which libpq does not give otherwise as long as there is no connection.
        _ = functions.PQsetErrorVerbosity(connection, PQERRORS_VERBOSE)
        try connect(until: .now + limit, limit)
        _ = functions.PQsetErrorVerbosity(connection, PQERRORS_DEFAULT)
        cpostgres_silence(connection)
        _ = functions.PQsetnonblocking(connection, 1)
        guard functions.PQserverVersion(connection) >= 130_000 else {
            throw RunStoreError(
                .unusable,
                "the database '\(address)' is too old for a store of runs: it is older than PostgreSQL 13",
                help: "update the server"
            )
        }
    }

    deinit { functions.PQfinish(connection) }

    private func connect(until deadline: ContinuousClock.Instant, _ limit: Duration) throws {
        var state = PGRES_POLLING_WRITING
        if functions.PQstatus(connection) == CONNECTION_BAD { throw unreachable() }
        while state != PGRES_POLLING_OK {
            // The socket may be another one after each step.
            guard wait(state == PGRES_POLLING_READING ? POLLIN : POLLOUT, until: deadline) else {
                isUsable = false
                throw PostgresFailure(kind: .unreachable, message: "no response within \(limit.components.seconds) s")
            }
            state = functions.PQconnectPoll(connection)
            if state == PGRES_POLLING_FAILED { throw unreachable() }
        }
    }

    private func unreachable() -> PostgresFailure {
        isUsable = false
        return PostgresFailure(connecting: text(functions.PQerrorMessage(connection)))
    }

    /// Marks the connection as unusable and says so.
    private func lost(_ message: String? = nil) -> PostgresFailure {
        isUsable = false
        let reason = message ?? text(functions.PQerrorMessage(connection))
        return PostgresFailure(
            kind: .lost,
            message: reason.isEmpty ? "the server closed the connection" : reason
        )
    }
}

// MARK: - Statements

extension PostgresConnection {
    /// Executes statements in one exchange; after one that fails, the others are not executed.
    ///
    /// - Parameters:
    ///   - statements: The statements.
    ///   - limit: How long the answer may take.
    /// - Returns: The result of each.
    /// - Throws: ``PostgresFailure``.
    func run(_ statements: [SQL], within limit: Duration) throws(PostgresFailure) -> [PostgresResult] {
        let deadline = ContinuousClock.now + limit
        guard functions.PQenterPipelineMode(connection) == 1 else { throw lost() }
        for statement in statements { try send(statement) }
        guard functions.PQpipelineSync(connection) == 1 else { throw lost() }
        var results: [PostgresResult] = []
        var failure: PostgresFailure?
        for _ in statements {
            do {
                results.append(try result(until: deadline, limit))
            } catch {
                guard isUsable else { throw error }
                // What follows was not executed.
                if failure == nil { failure = error }
            }
        }
        // The mark of the end has no NULL after it.
        guard let mark = try nextResult(until: deadline, limit) else { throw lost() }
        functions.PQclear(mark)
        guard functions.PQexitPipelineMode(connection) == 1 else { throw lost() }
        if let failure { throw failure }
        return results
    }

    /// Executes a statement.
    ///
    /// - Parameters:
    ///   - statement: The statement; it is never prepared under a name, since a pooler may answer the next one with another server.
    ///   - limit: How long the answer may take.
    /// - Returns: The result.
    /// - Throws: ``PostgresFailure``.
    func run(_ statement: SQL, within limit: Duration) throws(PostgresFailure) -> PostgresResult {
        try send(statement)
        return try result(until: .now + limit, limit)
    }

    /// Waits for notifications, at most about a second.
    ///
    /// - Parameter limit: How long to wait.
    /// - Returns: How many have come.
    /// - Throws: ``PostgresFailure``.
    func notifications(within limit: Duration) throws(PostgresFailure) -> Int {
        _ = wait(POLLIN, until: .now + limit)
        if functions.PQconsumeInput(connection) == 0 { throw lost() }
        var count = 0
        while let notification = functions.PQnotifies(connection) {
            functions.PQfreemem(notification)
            count += 1
        }
        return count
    }

    /// Whether there is a pooler between this process and the server, so that one connection may have several sessions.
    ///
    /// - Parameter limit: How long the answer may take.
    /// - Returns: Whether the process that answers is another than the one that took the connection.
    /// - Throws: ``PostgresFailure``.
    func isPooled(within limit: Duration) throws(PostgresFailure) -> Bool {
        let answer = try run("SELECT pg_backend_pid()", within: limit).rows.first?.columns.first ?? nil
        return answer != "\(functions.PQbackendPID(connection))"
    }

    /// Whether the connection is encrypted.
    var isEncrypted: Bool { functions.PQsslInUse(connection) == 1 }

    private func send(_ statement: SQL) throws(PostgresFailure) {
        let (text, values) = statement.rendered(for: .postgres)
        let sent = values.map(\.sent)
        let isSent = withTexts(sent.map(\.text)) {
            functions.PQsendQueryParams(connection, text, Int32(sent.count), sent.map { Oid($0.type) }, $0, nil, nil, 0)
        }
        guard isSent == 1 else { throw lost() }
    }

    /// Reads everything that a statement gives.
    private func result(
        until deadline: ContinuousClock.Instant,
        _ limit: Duration
    ) throws(PostgresFailure) -> PostgresResult {
        var result = PostgresResult()
        var failure: PostgresFailure?
        while let next = try nextResult(until: deadline, limit) {
            defer { functions.PQclear(next) }
            switch functions.PQresultStatus(next) {
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK: result = PostgresResult(next, functions)
            case PGRES_PIPELINE_ABORTED:
                failure = failure ?? PostgresFailure(kind: .refused("25P02"), message: "an earlier statement failed")
            default:
                guard let state = functions.PQresultErrorField(next, Int32(CPOSTGRES_SQLSTATE)) else {
                    throw lost(text(functions.PQresultErrorMessage(next)))
                }
                failure = PostgresFailure(
                    kind: .refused(String(cString: state)),
                    message: text(functions.PQresultErrorField(next, Int32(CPOSTGRES_MESSAGE)))
                )
            }
        }
        if let failure {
            if !failure.keepsConnection { isUsable = false }
            throw failure
        }
        return result
    }

    private func nextResult(
        until deadline: ContinuousClock.Instant,
        _ limit: Duration
    ) throws(PostgresFailure) -> OpaquePointer? {
        while true {
            let unsent = functions.PQflush(connection)
            if unsent < 0 { throw lost() }
            if unsent == 0, functions.PQisBusy(connection) == 0 { return functions.PQgetResult(connection) }
            guard wait(unsent == 0 ? POLLIN : POLLIN | POLLOUT, until: deadline) else {
                throw lost("no response within \(limit.components.seconds) s")
            }
            if functions.PQconsumeInput(connection) == 0 { throw lost() }
        }
    }

    /// Waits until something can be read or written.
    ///
    /// - Parameters:
    ///   - events: What to wait for.
    ///   - deadline: When to give up.
    /// - Returns: False at the deadline. It returns after a second in any case, since bytes may wait in the layer of TLS.
    func wait(_ events: Int32, until deadline: ContinuousClock.Instant) -> Bool {
        let left = deadline - .now
        guard left > .zero else { return false }
        let milliseconds = left.components.seconds >= 1 ? 1_000 : left.milliseconds + 1
        var descriptor = pollfd(fd: functions.PQsocket(connection), events: Int16(events), revents: 0)
        _ = poll(&descriptor, 1, Int32(milliseconds))
        return true
    }

    /// A message of libpq in one line and without the password.
    private func text(_ message: UnsafePointer<CChar>?) -> String {
        let lines = message.map { String(cString: $0) }?.split(separator: "\n") ?? []
        let words = lines.map { $0.drop { $0 == " " || $0 == "\t" } }.joined(separator: "; ")
        return address.withoutPassword(words)
    }

    private func text(_ message: UnsafeMutablePointer<CChar>?) -> String { text(message.map { UnsafePointer($0) }) }
}

/// Passes texts to C as a list that ends with a null pointer; `nil` becomes a null pointer too.
private func withTexts<Result>(
    _ texts: [String?],
    _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
) -> Result {
    let copies = texts.map { $0.flatMap { strdup($0) } }
    defer { for copy in copies { free(copy) } }
    let pointers = copies.map { $0.map { UnsafePointer($0) } } + [nil]
    return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
}
