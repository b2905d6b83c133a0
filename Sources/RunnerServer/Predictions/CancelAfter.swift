internal import HTTPTypes

/// How long after its creation a run is canceled: the header `Cancel-After` of Replicate's API.
package enum CancelAfter {
    /// Reads the header.
    ///
    /// - Parameter header: Such as `90s`, `5m`, `1h30m45s`, or `30` in seconds; `nil` for no limit.
    /// - Returns: The time.
    /// - Throws: ``Problem`` with 400 for anything else, or less than 5 seconds.
    package static func duration(_ header: String?) throws(Problem) -> Duration? {
        guard let header else { return nil }
        guard let seconds = seconds(header), seconds >= 5, seconds <= 604_800 else {
            throw Problem(
                .badRequest,
                "the header 'Cancel-After' is '\(header.prefix(40))'",
                help: "write a time from 5s to 168h, such as 90s, 5m or 1h30m"
            )
        }
        return .seconds(seconds)
    }

    private static func seconds(_ text: String) -> Int? {
        if let seconds = Int(text), !text.hasPrefix("+"), !text.hasPrefix("-") { return seconds }
        var rest = text[...]
        var sum = 0
        for (unit, factor) in [("h", 3_600), ("m", 60), ("s", 1)] {
            let digits = rest.prefix { ("0"..."9").contains($0) }
            guard !digits.isEmpty, rest.dropFirst(digits.count).hasPrefix(unit) else { continue }
            guard let number = Int(digits), number <= 604_800 else { return nil }
            sum += number * factor
            rest = rest.dropFirst(digits.count + 1)
        }
        return rest.isEmpty && !text.isEmpty ? sum : nil
    }
}
