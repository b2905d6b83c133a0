package import ErrorReporting

/// Why a specification of a fault cannot be read.
package struct FaultSpecificationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The sentence for the user.
    package var description: String
}

extension FaultSpecificationError: ReportedError {
    /// What the error says.
    package var report: ErrorReport {
        ErrorReport(code: "usage", message: description, exitStatus: .usage)
    }
}

// MARK: - Reading

extension Fault {
    /// Reads a specification, `TARGET:KIND[=ARGUMENT][,retry-after=SECONDS][*COUNT]`.
    ///
    /// `COUNT` is a number from 1, or `all`. Without it a fault happens once, except for those that last by nature.
    ///
    /// - Parameter specification: The text, such as `CVSubmitTask:rate-limit,retry-after=2*3`.
    /// - Throws: ``FaultSpecificationError``, which lists what exists.
    package init(specification: String) throws(FaultSpecificationError) {
        func failure(_ problem: String) -> FaultSpecificationError {
            FaultSpecificationError(description: "fault '\(specification)': \(problem)")
        }
        guard let colon = specification.firstIndex(of: ":") else {
            throw failure("write it as TARGET:KIND[=ARGUMENT][,retry-after=SECONDS][*COUNT]; \(Self.targetList)")
        }
        let targetName = specification[..<colon]
        guard let target = Target.named.first(where: { $0.name == targetName })?.target else {
            throw failure("there is no target '\(targetName)'; \(Self.targetList)")
        }
        var rest = specification[specification.index(after: colon)...]
        var count: Int?
        let star = rest.lastIndex(of: "*")
        if let star {
            let text = rest[rest.index(after: star)...]
            count = Int(text)
            guard text == "all" || count.map({ (1...1_000_000).contains($0) }) == true else {
                throw failure("'*\(text)' is neither a count from 1 to 1000000 nor '*all'")
            }
            rest = rest[..<star]
        }
        var parts = rest.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        var retryAfter: Duration?
        if let index = parts.firstIndex(where: { $0.hasPrefix("retry-after=") }) {
            let text = parts.remove(at: index).dropFirst("retry-after=".count)
            guard let seconds = Int64(text), (0...86_400).contains(seconds) else {
                throw failure("'\(text)' of retry-after is not a whole number of seconds")
            }
            retryAfter = .seconds(seconds)
        }
        guard parts.count <= 1 else { throw failure("only retry-after can be added to a kind") }
        let kindText = parts.first ?? "rate-limit"
        let kind = try FaultKind.reading(kindText, at: target, failure)
        if retryAfter != nil, !kind.effect.isRefusal {
            throw failure("retry-after goes with a refusal or an error page only")
        }
        if star == nil { count = kind.isLasting ? nil : 1 }
        self.init(
            target: target,
            effect: kind.effect,
            retryAfter: retryAfter,
            count: count,
            text: specification
        )
    }

    private static var targetList: String {
        "the targets are " + Target.named.map(\.name).joined(separator: ", ")
    }
}

extension FaultKind {
    fileprivate static func reading(
        _ text: String,
        at target: Fault.Target,
        _ failure: (String) -> FaultSpecificationError
    ) throws(FaultSpecificationError) -> (effect: Fault.Effect, isLasting: Bool) {
        let equals = text.firstIndex(of: "=")
        let name = equals.map { text[..<$0] } ?? text[...]
        let argument = equals.map { String(text[text.index(after: $0)...]) }
        let kinds = "the kinds here are " + all.filter { $0.fits(target) }.map(\.usage).joined(separator: ", ")
        guard let kind = all.first(where: { $0.name == name }) else {
            throw failure("there is no kind '\(name)'; \(kinds)")
        }
        guard kind.fits(target) else { throw failure("'\(name)' cannot happen at this target; \(kinds)") }
        guard let effect = kind.effect(argument) else {
            throw failure("write '\(kind.usage)': \(kind.summary)")
        }
        return (effect, kind.isLasting)
    }

    /// The kind as it is written, such as `slow=DURATION`.
    var usage: String {
        switch argument {
        case nil: name
        case .some(let argument) where argument.hasPrefix("["): "\(name)[=\(argument.dropFirst().dropLast())]"
        case .some(let argument): "\(name)=\(argument)"
        }
    }
}

extension Fault.Effect {
    /// Whether the effect is an answer that a `Retry-After` header fits.
    fileprivate var isRefusal: Bool {
        switch self {
        case .business, .gateway, .page: true
        default: false
        }
    }
}
