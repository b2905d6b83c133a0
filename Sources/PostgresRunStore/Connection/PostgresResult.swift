internal import CPostgres

/// What a statement gave.
struct PostgresResult: Sendable {
    /// The rows.
    var rows: [PostgresRow] = []
    /// What was done, such as `COMMIT`.
    var command = ""
    /// How many rows were changed or read.
    var count = 0
}

extension PostgresResult {
    /// Takes over what libpq has received.
    ///
    /// - Parameters:
    ///   - result: The result, which the caller frees.
    ///   - functions: The library.
    init(_ result: OpaquePointer, _ functions: cpostgres_functions) {
        let columns = functions.PQnfields(result)
        for row in 0..<functions.PQntuples(result) {
            let values = (0..<columns).map { column -> String? in
                guard functions.PQgetisnull(result, row, column) == 0 else { return nil }
                return functions.PQgetvalue(result, row, column).map { String(cString: $0) }
            }
            rows.append(PostgresRow(columns: values))
        }
        if let status = functions.PQcmdStatus(result) { command = String(cString: status) }
        if let text = functions.PQcmdTuples(result) { count = Int(String(cString: text)) ?? 0 }
    }
}
