extension Duration {
    /// Reads a duration as it is written on the command line: `2s`, `1.5s`, `500ms`, `10m`, `12h`, or plain seconds.
    ///
    /// - Parameter text: A number that is not negative, at most a thousand days, with or without a unit.
    package init?(specification text: String) {
        let units: [(suffix: String, milliseconds: Double)] = [
            ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("", 1_000),
        ]
        guard let unit = units.first(where: { text.hasSuffix($0.suffix) }) else { return nil }
        let digits = text.dropLast(unit.suffix.count)
        guard !digits.isEmpty, digits.allSatisfy({ ("0"..."9").contains($0) || $0 == "." }),
            let number = Double(digits), number * unit.milliseconds <= 86_400_000_000
        else { return nil }
        self = .milliseconds((number * unit.milliseconds).rounded())
    }
}
