import Diagnostics

/// Builds the tree from libyaml's events and refuses what a manifest does not need.
struct Composer {
    private let limits: Document.Limits.Type
    private let findings: Findings
    private let isCut: Bool
    private let keepsSpans: Bool
    private var reader: EventReader?
    private var depth = 0
    /// The places of keys and values, if they were asked for.
    private(set) var valueSpans: [Span] = []
    /// Whether the text was read to its end.
    private(set) var isComplete = true

    /// Creates a composer.
    ///
    /// - Parameters:
    ///   - limits: What is read at most.
    ///   - findings: Takes in what is refused.
    ///   - isCut: Whether the text ends early for a reason that was reported.
    ///   - keepsSpans: Whether to keep the places of keys and values.
    init(limits: Document.Limits.Type, findings: Findings, isCut: Bool, keepsSpans: Bool) {
        self.limits = limits
        self.findings = findings
        self.isCut = isCut
        self.keepsSpans = keepsSpans
    }

    /// Reads the first document of a text.
    ///
    /// - Parameter text: UTF-8 without a byte order mark.
    /// - Returns: The tree as far as it could be read; nil when there is no content.
    mutating func compose(_ text: ArraySlice<UInt8>) -> Node? {
        do {
            reader = try EventReader(text)
        } catch {
            stop(at: error, in: text)
            return nil
        }
        if isCut { isComplete = false }
        var root: Node?
        while let event = next(in: text) {
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
                root = node(from: event, in: text)
            }
        }
        return root
    }

    /// Returns the next event, or nil once the text was given up.
    private mutating func next(in text: ArraySlice<UInt8>) -> Event? {
        guard let reader else { return nil }
        do {
            return try reader.next()
        } catch {
            stop(at: error, in: text)
            return nil
        }
    }

    private mutating func stop(at problem: SyntaxProblem, in text: ArraySlice<UInt8>) {
        reader = nil
        isComplete = false
        if !isCut { SyntaxMessage(problem, in: text).report(to: findings) }
    }
}

// MARK: - Nodes

extension Composer {
    private mutating func node(from event: Event, in text: ArraySlice<UInt8>) -> Node {
        refuseProperties(of: event)
        switch event.kind {
        case .scalar(let scalar):
            if keepsSpans { valueSpans.append(event.span) }
            return checked(scalar, event.span)
        case .alias(let name):
            findings.report(
                .alias,
                "alias \(quoted("*" + name))",
                at: event.span,
                help: "write the value out"
            )
            return Node(.invalid, span: event.span)
        case .sequenceStart(let isBlock):
            guard descend(event.span) else { return Node(.invalid, span: event.span) }
            defer { depth -= 1 }
            return sequence(from: event.span, isBlock: isBlock, in: text)
        case .mappingStart(let isBlock):
            guard descend(event.span) else { return Node(.invalid, span: event.span) }
            defer { depth -= 1 }
            return mapping(from: event.span, isBlock: isBlock, in: text)
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
            return Node(.invalid, span: event.span)
        }
    }

    private mutating func sequence(from start: Span, isBlock: Bool, in text: ArraySlice<UInt8>) -> Node {
        var items: [Node] = []
        var end = start.end
        while let event = next(in: text) {
            end = event.span.end
            if case .sequenceEnd = event.kind { break }
            let item = node(from: event, in: text)
            end = item.span.end
            items.append(item)
        }
        return Node(.sequence(items), span: Span(start: start.start, end: end), isBlock: isBlock)
    }

    private mutating func mapping(from start: Span, isBlock: Bool, in text: ArraySlice<UInt8>) -> Node {
        var pairs = UniquePairs()
        var end = start.end
        var isClosed = false
        while let event = next(in: text) {
            end = event.span.end
            if case .mappingEnd = event.kind {
                isClosed = true
                break
            }
            let key = node(from: event, in: text)
            guard let valueEvent = next(in: text) else { break }
            let value = node(from: valueEvent, in: text)
            end = value.span.end
            add(key, isPlain(event), value, to: &pairs)
        }
        let mapping = Mapping(
            pairs,
            span: Span(start: start.start, end: end),
            isWhole: isClosed && !pairs.hasRefused
        )
        return Node(.mapping(mapping), span: mapping.span, isBlock: isBlock)
    }

    private func isPlain(_ event: Event) -> Bool {
        if case .scalar(let scalar) = event.kind { scalar.style == .plain } else { false }
    }

    private func add(_ keyNode: Node, _ isPlain: Bool, _ value: Node, to pairs: inout UniquePairs) {
        guard case .scalar(let scalar) = keyNode.content else {
            pairs.hasRefused = true
            if case .invalid = keyNode.content { return }
            findings.report(
                .complexKey,
                "a key is \(keyNode.kindName)",
                at: keyNode.span,
                help: "use a plain word as key"
            )
            return
        }
        if isPlain, scalar.text == "<<" {
            pairs.hasRefused = true
            findings.report(.mergeKey, "merge key '<<'", at: keyNode.span, help: "write the keys out")
            return
        }
        let key = Mapping.Key(text: scalar.text, span: keyNode.span)
        if let first = pairs.insert(Mapping.Pair(key: key, value: value)) {
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
    private func refuseProperties(of event: Event) {
        let start = event.span.start
        if let anchor = event.anchor {
            findings.report(
                .alias,
                "anchor \(quoted("&" + anchor))",
                at: Span(start: start, length: anchor.unicodeScalars.count + 1),
                help: "remove the anchor and write the value out where it is used"
            )
        }
        if let tag = event.tag {
            findings.report(
                .tag,
                "tag \(quoted(tag))",
                at: Span(start: start, length: 1),
                help: "remove the tag; put the value in quotes to make it a string"
            )
        }
    }

    private func checked(_ scalar: Scalar, _ span: Span) -> Node {
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
            findings.report(.tooDeep, "more than \(limits.depth) levels of nesting", at: span)
            reader = nil
            isComplete = false
            return false
        }
        depth += 1
        return true
    }

    private func reportSecondDocument(_ span: Span) {
        findings.report(
            .multipleDocuments,
            "a second document starts here",
            at: span,
            help: "keep one document; a manifest describes one model"
        )
    }
}
