/// The trace that a request belongs to: `traceparent` of W3C Trace Context, level 1.
///
/// See <https://www.w3.org/TR/trace-context/#traceparent-header>.
package struct TraceContext: Sendable, Hashable {
    /// The name of the trace, 32 hexadecimal digits.
    package let traceID: String
    /// The field as it is passed on.
    package let traceparent: String

    /// Reads the field; one that has another form gives `nil`, since the specification says to ignore it.
    ///
    /// - Parameter field: The value of `traceparent`; `nil` when it was not sent.
    package init?(_ field: String?) {
        guard let field else { return nil }
        let parts = field.split(separator: "-", omittingEmptySubsequences: false)
        // A later version may have more parts.
        guard parts.count == 4 || parts.count > 4 && parts[0] != "00", parts[0] != "ff",
            zip(parts, [2, 32, 16, 2]).allSatisfy({ part, length in
                part.utf8.count == length && part.utf8.allSatisfy(isHex)
            }),
            parts[1].contains(where: { $0 != "0" }), parts[2].contains(where: { $0 != "0" })
        else { return nil }
        traceID = String(parts[1])
        traceparent = parts.prefix(4).joined(separator: "-")
    }
}

private func isHex(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
    default: false
    }
}
