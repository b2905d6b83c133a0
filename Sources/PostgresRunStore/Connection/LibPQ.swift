internal import CPostgres
internal import RunStore

/// PostgreSQL's client library, loaded when it is first needed.
enum LibPQ {
    /// The functions of the library.
    ///
    /// - Returns: The same for every caller.
    /// - Throws: `store-unusable` when the library is not installed or too old.
    static func functions() throws(RunStoreError) -> cpostgres_functions {
        var reason: UnsafePointer<CChar>?
        guard let functions = cpostgres_load(&reason) else {
            throw RunStoreError(
                .unusable,
                "a store in PostgreSQL needs the client library libpq, which cannot be loaded: "
                    + (reason.map { String(cString: $0) } ?? "unknown reason"),
                help: "install it: apt-get install libpq5"
            )
        }
        return functions.pointee
    }
}
