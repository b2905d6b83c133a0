/// Reads the address that is used in place of a service's own: scheme, host and port.
///
/// - Parameter address: `https://…`, or `http://` to loopback, with at most a final slash as its path.
/// - Returns: The address without a final slash.
/// - Throws: ``PredictionError`` with `configuration` when it has another form, or carries a path or a query.
package func serviceOrigin(_ address: String) throws(PredictionError) -> String {
    let trimmed = address.hasSuffix("/") ? String(address.dropLast()) : address
    guard let scheme = ["https://", "http://"].first(where: { trimmed.lowercased().hasPrefix($0) }),
        trimmed.count > scheme.count, !trimmed.dropFirst(scheme.count).contains(where: { "/?#@ ".contains($0) })
    else {
        throw PredictionError(
            .configuration,
            "the endpoint is not an address of the form https://HOST[:PORT]",
            help: "give scheme, host and port only, for example --endpoint http://127.0.0.1:8080"
        )
    }
    return trimmed
}
