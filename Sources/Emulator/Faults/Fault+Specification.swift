package import ErrorReporting

/// Why the specification of a fault cannot be read.
package struct FaultSpecificationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The sentence for the user.
    package var description: String
}

extension FaultSpecificationError: ReportedError {
    /// The error's text.
    package var report: ErrorReport {
        ErrorReport(code: "usage", message: description, exitStatus: .usage)
    }
}

extension Fault {
    /// Reads a specification, `TARGET:KIND[=ARGUMENT][,retry-after=SECONDS][*COUNT]`.
    ///
    /// `COUNT` is a number from 1, or `all`. Without it a fault happens once, unless its kind lasts.
    ///
    /// - Parameters:
    ///   - specification: The text, such as `CVSubmitTask:rate-limit,retry-after=2*3`.
    ///   - catalog: What exists.
    /// - Throws: ``FaultSpecificationError``, which lists what exists.
    init(specification: String, in catalog: FaultCatalog) throws(FaultSpecificationError) {
        func failure(_ problem: String) -> FaultSpecificationError {
            FaultSpecificationError(description: "fault '\(specification)': \(problem)")
        }
        let targets = "the targets are " + catalog.targets.map(\.name).joined(separator: ", ")
        guard let colon = specification.firstIndex(of: ":") else {
            throw failure("write it as TARGET:KIND[=ARGUMENT][,retry-after=SECONDS][*COUNT]; \(targets)")
        }
        let targetName = specification[..<colon]
        guard let target = catalog.targets.first(where: { $0.name == targetName })?.target else {
            throw failure("unknown target '\(targetName)'; \(targets)")
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
                throw failure("'\(text)' after retry-after= is not a whole number of seconds up to 86400")
            }
            retryAfter = .seconds(seconds)
        }
        guard parts.count <= 1 else { throw failure("only retry-after can be added to a kind") }
        let kind = try catalog.reading(parts.first ?? "rate-limit", at: target, failure)
        if retryAfter != nil, !kind.effect.isRefusal {
            throw failure("retry-after works only with a refusal or an error page")
        }
        if star == nil { count = kind.isLasting ? nil : 1 }
        self.init(target: target, effect: kind.effect, retryAfter: retryAfter, count: count, text: specification)
    }
}

extension FaultCatalog {
    fileprivate func reading(
        _ text: String,
        at target: Fault.Target,
        _ failure: (String) -> FaultSpecificationError
    ) throws(FaultSpecificationError) -> (effect: Fault.Effect, isLasting: Bool) {
        let equals = text.firstIndex(of: "=")
        let name = equals.map { text[..<$0] } ?? text[...]
        let argument = equals.map { String(text[text.index(after: $0)...]) }
        let usages = "the kinds here are " + kinds.filter { $0.fits(target) }.map(\.usage).joined(separator: ", ")
        guard let kind = kinds.first(where: { $0.name == name }) else {
            throw failure("unknown kind '\(name)'; \(usages)")
        }
        guard kind.fits(target) else { throw failure("'\(name)' cannot happen at this target; \(usages)") }
        guard let effect = kind.effect(argument) else {
            throw failure("write '\(kind.usage)': \(kind.summary)")
        }
        return (effect, kind.isLasting)
    }
}
