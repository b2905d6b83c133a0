import Diagnostics

/// Builds the tree from libyaml's events and refuses what a manifest does not need.
struct Composer {
    private let limits: Document.Limits.Type
    /// Receives what is refused.
    let findings: Findings
    private let lineOfCut: Int?
    private let keepsSpans: Bool
    private let text: ArraySlice<UInt8>
    private let spaced: SpacedText?
    private var reader: EventReader?
    private var depth = 0
    private var lineOfBlankLike: Int?
    /// The line where the text was given up, if it was.
    private(set) var lineOfProblem: Int?
    /// The places of keys and values, if they were asked for.
    private(set) var valueSpans: [Span] = []
    /// Whether the text was read to its end.
    private(set) var isComplete = true

    /// Creates a composer.
    ///
    /// - Parameters:
    ///   - text: UTF-8 without a byte order mark.
    ///   - spaced: The same text with spaces in place of tabs, which is parsed in its place; places are those of `text`.
    ///   - limits: What is read at most.
    ///   - findings: Receives what is refused.
    ///   - lineOfCut: The line before which the text ends for a reason that was reported; nil for a whole text.
    ///   - keepsSpans: Whether to keep the places of keys and values.
    init(
        _ text: ArraySlice<UInt8>,
        _ spaced: SpacedText? = nil,
        limits: Document.Limits.Type,
        findings: Findings,
        lineOfCut: Int?,
        keepsSpans: Bool
    ) {
        self.text = text
        self.spaced = spaced
        self.limits = limits
        self.findings = findings
        self.lineOfCut = lineOfCut
        self.keepsSpans = keepsSpans
    }

    /// Reads the first document of the text.
    ///
    /// - Returns: The tree as far as it could be read; nil when there is no content.
    mutating func compose() -> Node? {
        do {
            reader = try EventReader(spaced?.bytes ?? text, spaced)
        } catch {
            stop(at: error)
            return nil
        }
        if lineOfCut != nil { isComplete = false }
        var root: Node?
        while let event = next() {
            switch event.kind {
            case .streamStart, .documentEnd:
                continue
            case .streamEnd:
                return root
            case .documentStart(let hasDirectives):
                if root != nil {
                    reportSecondDocument(event.span)
                    return root
                }
                if hasDirectives {
                    findings.report(.directive, "a directive before the document", at: event.span, help: "remove it")
                }
            default:
                root = node(from: event)
            }
        }
        return root
    }

    /// Returns the next event, or nil once the text was given up.
    private mutating func next() -> Event? {
        guard let reader else { return nil }
        do {
            return try reader.next()
        } catch {
            stop(at: error)
            return nil
        }
    }

    private mutating func stop(at problem: SyntaxProblem) {
        lineOfProblem = problem.mark.line
        reader = nil
        isComplete = false
        // A line that only seems to be indented misleads libyaml about the next one.
        if lineOfCut != nil || lineOfBlankLike.map({ problem.mark.line <= $0 + 1 }) == true { return }
        SyntaxMessage(problem, in: text).report(to: findings)
    }
}

// MARK: - Nodes

extension Composer {
    private mutating func node(from event: Event) -> Node {
        if event.hasProperties, let reader { refuseProperties(anchor: reader.anchor, tag: reader.tag, event.span) }
        switch event.kind {
        case .scalar(let style):
            if keepsSpans { valueSpans.append(event.span) }
            return checked(Scalar(text: reader?.text ?? "", style: style), event.span)
        case .alias:
            findings.report(
                .alias,
                "alias \(quoted("*" + (reader?.anchor ?? "")))",
                at: event.span,
                help: "write the value out"
            )
            return Node(.invalid, span: event.span)
        case .sequenceStart(let isBlock):
            guard descend(event.span) else { return Node(.invalid, span: event.span) }
            defer { depth -= 1 }
            return sequence(from: event.span, isBlock: isBlock)
        case .mappingStart(let isBlock):
            guard descend(event.span) else { return Node(.invalid, span: event.span) }
            defer { depth -= 1 }
            return mapping(from: event.span, isBlock: isBlock)
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
            return Node(.invalid, span: event.span)
        }
    }

    private mutating func sequence(from start: Span, isBlock: Bool) -> Node {
        var items: [Node] = []
        var end = start.end
        var isClosed = false
        while let event = next() {
            end = event.span.end
            if case .sequenceEnd = event.kind {
                isClosed = true
                break
            }
            let item = node(from: event)
            end = item.span.end
            items.append(item)
        }
        // The last item before a missing bracket took in what follows.
        if !isClosed, isBlock, let last = items.popLast() { items.append(last.withMissingKeys) }
        let content = isClosed || isBlock ? Node.Content.sequence(items) : .invalid
        return Node(content, span: Span(start: start.start, end: end), isBlock: isBlock)
    }

    private mutating func mapping(from start: Span, isBlock: Bool) -> Node {
        var pairs = UniquePairs()
        var end = start.end
        var isClosed = false
        while let event = next() {
            end = event.span.end
            if case .mappingEnd = event.kind {
                // The end of a text that was cut off is not the end of its mappings.
                isClosed = lineOfCut.map { event.span.start.line < $0 } ?? true
                break
            }
            if !isBlock, case .mappingStart(isBlock: false) = event.kind, event.span.start == start.end {
                return template(from: start, event)
            }
            let key = node(from: event)
            guard let valueEvent = next() else { break }
            let value = node(from: valueEvent)
            end = value.span.end
            if let key = self.key(key, isPlain(event), in: &pairs) { add(key, value, to: &pairs) }
        }
        if !isClosed, let last = pairs.all.last?.value, isDoubtful(last) { pairs.invalidateLast() }
        let mapping = Mapping(
            pairs,
            span: Span(start: start.start, end: end),
            isWhole: isClosed && !pairs.hasRefused
        )
        return Node(.mapping(mapping), span: mapping.span, isBlock: isBlock)
    }

    /// Whether the last value before the text was given up is another one than the author meant: none, since what follows
    /// was not read, or a text that took in the line of the problem.
    private func isDoubtful(_ value: Node) -> Bool {
        guard case .scalar(let scalar) = value.content else {
            // '[Beta] Flux' was meant to be a text.
            return !value.isBlock && value.span.end.line == lineOfProblem
        }
        if scalar.style != .plain { return false }
        return lineOfCut != nil && scalar.text.isEmpty
            || lineOfProblem != nil && value.span.start.line < value.span.end.line
    }

    /// Reads `{{ name }}`, which is a mapping with a mapping as key.
    private mutating func template(from start: Span, _ inner: Event) -> Node {
        var end = inner.span.end
        var open = 2
        while open > 0, let event = next() {
            end = event.span.end
            switch event.kind {
            case .mappingStart, .sequenceStart:
                open += 1
                if depth + open - 1 > limits.depth {
                    stopTooDeep(at: event.span)
                    return Node(.invalid, span: start)
                }
            case .mappingEnd, .sequenceEnd: open -= 1
            default: break
            }
        }
        let span = Span(start: start.start, end: end)
        findings.report(
            .complexKey,
            "'{{' starts a mapping with a mapping as its key",
            at: span,
            help: "templates are not expanded here: write the value itself, or put a text with '{{' in quotes"
        )
        return Node(.invalid, span: span)
    }

    private func isPlain(_ event: Event) -> Bool {
        if case .scalar(.plain) = event.kind { true } else { false }
    }

    /// Makes a key of a node; nil when it was refused.
    private mutating func key(_ node: Node, _ isPlain: Bool, in pairs: inout UniquePairs) -> Mapping.Key? {
        guard case .scalar(let scalar) = node.content else {
            pairs.hasRefused = true
            if case .invalid = node.content { return nil }
            findings.report(
                .complexKey,
                "a key is \(node.kindName)",
                at: node.span,
                help: "use a plain word as the key"
            )
            return nil
        }
        guard isPlain, let first = scalar.text.firstByte, first == UInt8(ascii: "<") || first >= 0x80 else {
            return Mapping.Key(text: scalar.text, span: node.span)
        }
        if scalar.text == "<<" {
            pairs.hasRefused = true
            findings.report(.mergeKey, "merge key '<<'", at: node.span, help: "write the keys out")
            return nil
        }
        if let first = scalar.text.unicodeScalars.first, first.isBlankLike {
            pairs.hasRefused = true
            reportBlankLike(first, scalar.text, node.span)
            return nil
        }
        return Mapping.Key(text: scalar.text, span: node.span)
    }

    private mutating func add(_ key: Mapping.Key, _ value: consuming Node, to pairs: inout UniquePairs) {
        if let first = pairs.insert(key, value) {
            findings.report(
                .duplicateKey,
                "duplicate key \(quoted(key.text))",
                at: key.span,
                help: "remove one of the two",
                notes: [("first defined here", first.key.span)]
            )
        }
    }
}

// MARK: - Refusals

extension Composer {
    private func checked(_ scalar: consuming Scalar, _ span: Span) -> Node {
        let size = scalar.text.utf8.count
        guard size <= limits.scalarBytes else {
            findings.report(.tooLarge, "a value of \(size) bytes; at most \(limits.scalarBytes) are read", at: span)
            return Node(.invalid, span: span)
        }
        return Node(.scalar(scalar), span: span)
    }

    /// Goes one level deeper; false, and the end of reading, when that is too deep.
    private mutating func descend(_ span: Span) -> Bool {
        guard depth < limits.depth else {
            stopTooDeep(at: span)
            return false
        }
        depth += 1
        return true
    }

    private mutating func stopTooDeep(at span: Span) {
        findings.report(.tooDeep, "more than \(limits.depth) levels of nesting", at: span)
        reader = nil
        isComplete = false
    }

    /// Reports an indentation with something else than spaces, which puts the key in another column than it seems.
    private mutating func reportBlankLike(_ first: Unicode.Scalar, _ key: String, _ span: Span) {
        let length = key.unicodeScalars.prefix { $0.isBlankLike || $0 == " " }.count
        let place = Span(start: span.start, length: length)
        findings.report(
            .yamlSyntax,
            "\(first.notation) before the key",
            at: place,
            help: "use spaces",
            fix: Fix("write spaces", [Fix.Edit(replacing: place, with: String(repeating: " ", count: length))])
        )
        lineOfBlankLike = span.start.line
    }
}
