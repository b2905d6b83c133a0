internal import Media
internal import Quantities

extension Manifest {
    /// What the manifest says about price, limits, secrets and hosts.
    package var terms: [ManifestTerm] {
        var terms = pricing?.terms ?? []
        terms += inputs.flatMap { $0.terms(at: "inputs.\($0.name)") }
        terms += outputs.flatMap { $0.terms(at: "outputs.\($0.name)") }
        terms += secrets.map {
            ManifestTerm(kind: .secret, place: "secrets.\($0.key)", text: $0.isOptional ? "optional" : "required")
        }
        if let service { terms.append(ManifestTerm(kind: .host, place: "service", text: service.text)) }
        terms += hosts.map { ManifestTerm(kind: .host, place: "hosts.\($0)", text: "allowed") }
        return terms
    }
}

extension Pricing {
    fileprivate var terms: [ManifestTerm] {
        var terms: [ManifestTerm] = []
        func add(_ key: String, _ text: String?) {
            if let text { terms.append(ManifestTerm(kind: .price, place: "pricing.\(key)", text: text)) }
        }
        add("usd_per_output_second", usdPerOutputSecond.map(Dollars.unitPrice))
        add("usd_per_run", usdPerRun.map(Dollars.unitPrice))
        add("duration_from", durationFrom)
        add("usd_per_image", images?.rate.text)
        add("images", images?.count?.text)
        add("usd_per_million_tokens", tokens?.rate.text)
        add("tokens", tokens?.count?.text)
        for value in values { add("values.\(value.name)", value.rows.map(\.text).joined(separator: "; ")) }
        return terms
    }
}

extension PriceValue.Row {
    fileprivate var text: String {
        let conditions = conditions.map { condition in
            "\(condition.input)=\(condition.values.map(\.description).joined(separator: " or "))"
        }
        let amount = isExact ? formula.text : "at most \(formula.text)"
        return conditions.isEmpty ? amount : "\(amount) with \(conditions.joined(separator: " and "))"
    }
}

extension Formula {
    /// The formula as a manifest writes it, with parentheses around each part.
    fileprivate var text: String {
        switch self {
        case .number(let number): UnitText.number(number)
        case .name(let name): name
        case .binary(let sign, let left, let right): "\(left.part) \(sign.rawValue) \(right.part)"
        case .call(let function, let arguments):
            "\(function.rawValue)(\(arguments.map(\.text).joined(separator: ", ")))"
        }
    }

    private var part: String {
        if case .binary = self { "(\(text))" } else { text }
    }
}

extension InputDeclaration {
    fileprivate func terms(at place: String) -> [ManifestTerm] {
        var terms = [
            ManifestTerm(kind: .limit, place: place, text: "\(type.rawValue), \(isRequired ? "required" : "optional")")
        ]
        func add(_ key: String, _ text: String?) {
            guard let text, !text.isEmpty else { return }
            terms.append(ManifestTerm(kind: .limit, place: "\(place).\(key)", text: text))
        }
        add("many", many.map { $0.text(UnitText.files) })
        add("formats", formats.map { $0.rawValue.uppercased() }.joined(separator: ", "))
        add("size", size?.text(UnitText.bytes))
        add("width", width?.text(UnitText.pixels))
        add("height", height?.text(UnitText.pixels))
        add("duration", duration?.text(UnitText.duration))
        add("length", length?.text(UnitText.characters))
        add("range", range?.text(UnitText.number))
        add("pattern", pattern)
        add("enum", allowedValues.map(\.description).joined(separator: ", "))
        add("default", defaultValue?.description)
        add("excludes", excludes.joined(separator: ", "))
        add("needs", needs.joined(separator: ", "))
        for conditional in conditional {
            let inner = conditional.limits.terms(at: "\(place).when(\(conditional.text))").dropFirst()
            terms += inner.map { term in
                guard conditional.isWarning else { return term }
                return ManifestTerm(kind: term.kind, place: term.place, text: "recommended: \(term.text)")
            }
        }
        return terms
    }
}

extension OutputDeclaration {
    fileprivate func terms(at place: String) -> [ManifestTerm] {
        var terms = [
            ManifestTerm(kind: .limit, place: place, text: isRequired ? type.rawValue : "\(type.rawValue), not always")
        ]
        func add(_ key: String, _ text: String?) {
            guard let text, !text.isEmpty else { return }
            terms.append(ManifestTerm(kind: .limit, place: "\(place).\(key)", text: text))
        }
        add("many", many.map { $0.text(UnitText.files) })
        add("formats", formats.map { $0.rawValue.uppercased() }.joined(separator: ", "))
        add("width", width?.text(UnitText.pixels))
        add("height", height?.text(UnitText.pixels))
        add("duration", duration?.text(UnitText.duration))
        return terms
    }
}
