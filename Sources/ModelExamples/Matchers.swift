internal import InferenceKit

/// What a number may be, written `{"min": 5.6, "max": 5.8}`.
struct NumberBounds {
    static let names = ["min", "max"]
    let least: Double?
    let greatest: Double?

    /// Reads bounds; `nil` when the members are something else.
    init?(_ members: [String: JSONValue]) {
        guard !members.isEmpty, members.keys.allSatisfy(Self.names.contains) else { return nil }
        var bounds: [String: Double] = [:]
        for (name, value) in members {
            switch value {
            case .int(let number): bounds[name] = Double(number)
            case .double(let number): bounds[name] = number
            default: return nil
            }
        }
        (least, greatest) = (bounds["min"], bounds["max"])
    }

    /// Whether no number is allowed.
    var isEmpty: Bool {
        guard let least, let greatest else { return false }
        return least > greatest
    }

    /// The bounds in words.
    var text: String {
        switch (least.map(plain), greatest.map(plain)) {
        case (let least?, let greatest?): "\(least) to \(greatest)"
        case (let least?, nil): "at least \(least)"
        case (nil, let greatest?): "at most \(greatest)"
        case (nil, nil): "any number"
        }
    }

    func admit(_ number: Double?) -> Bool {
        guard let number else { return false }
        return number >= least ?? -.infinity && number <= greatest ?? .infinity
    }

    private func plain(_ number: Double) -> String {
        Int(exactly: number).map { "\($0)" } ?? "\(number)"
    }
}

/// What must be found in a text, written `{"pattern": "^Hello"}`.
struct TextPattern {
    static let name = "pattern"
    let source: String
    private let regex: Regex<AnyRegexOutput>?

    /// Reads a pattern; `nil` when the members are something else.
    init?(_ members: [String: JSONValue]) {
        guard members.count == 1, let source = members[Self.name]?.string else { return nil }
        self.source = source
        // The compiler's recursion grows with the pattern.
        regex = source.utf8.count <= 500 ? try? Regex(source) : nil
    }

    /// Whether the pattern can be used.
    var isValid: Bool { regex != nil }

    func matches(_ text: String?) -> Bool {
        guard let text, let regex else { return false }
        return (try? regex.firstMatch(in: text)) != nil
    }
}
