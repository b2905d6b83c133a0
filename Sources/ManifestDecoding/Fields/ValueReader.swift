package import Diagnostics
package import ModelManifest
package import YAML

/// Reads values of an input's type: its default, its examples and what it allows.
package struct ValueReader {
    /// The most values that are read of one list.
    package static let longestList = 500

    /// The input's type.
    private let type: ValueType
    /// Receives what is wrong.
    private let findings: Findings

    /// - Parameters:
    ///   - type: The input's type.
    ///   - findings: Receives what is wrong.
    package init(type: ValueType, findings: Findings) {
        self.type = type
        self.findings = findings
    }

    /// Returns a value; one of another type is reported.
    ///
    /// - Parameters:
    ///   - node: The value.
    ///   - what: What the value is to a person.
    ///   - place: The place to report.
    /// - Returns: The value; nil when it was reported.
    package func value(_ node: Node, _ what: @autoclosure () -> String, at place: Span) -> ScalarValue? {
        if case .scalar(let scalar) = node.content, let value = convert(scalar) {
            if case .string = value {
                AmbiguousValue.checkString(node, scalar, findings)
            } else if value.numeric != nil {
                AmbiguousValue.checkNumber(node, scalar, findings)
            }
            return value
        }
        let what = what()
        let (help, fix) =
            node.isNull && what == "'default'"
            ? ("remove the key; 'required: false' makes the value optional", nil) : remedy(node)
        findings.reportWrongType(
            what,
            wanted: type.isFile ? "a path or URL" : type.nameWithArticle,
            found: node,
            at: place,
            help: help,
            fix: fix
        )
        return nil
    }

    private func remedy(_ node: Node) -> (help: String?, fix: Fix?) {
        switch type {
        case .string, .image, .audio, .video, .file: return (node.helpToQuote, node.quotingFix)
        case .boolean:
            guard let meant = node.meantBoolean else { return ("write true or false", nil) }
            return ("write \(meant)", node.fix(writing: String(meant)))
        case .integer, .number:
            guard let meant = node.meantNumber, type == .number || Int(meant) != nil else { return (nil, nil) }
            return ("write \(meant)", node.fix(writing: meant))
        }
    }

    /// Returns the values of a list; a repeated one is reported.
    func list(_ key: String, _ fields: Fields) -> [ScalarValue] {
        guard let items = fields.list(key, help: "write [a, b]") else { return [] }
        if items.isEmpty, let pair = fields.pair(key), key == "enum" {
            findings.report(
                .missingKey,
                "\(quoted(key)) allows no values",
                at: pair.place,
                help: "remove the key, or list values"
            )
        }
        if items.count > Self.longestList, let pair = fields.pair(key) {
            findings.report(
                .outOfRange,
                "\(quoted(key)) lists \(items.count) values; at most \(Self.longestList) are read",
                at: pair.place
            )
        }
        var values: [ScalarValue] = []
        var known: Set<ScalarValue> = []
        for item in items.prefix(Self.longestList) {
            guard let value = value(item, "an item of \(quoted(key))", at: item.span) else { continue }
            if known.insert(value).inserted {
                values.append(value)
            } else {
                findings.reportRepeated("value", value.description, at: item.span)
            }
        }
        return values
    }

    private func convert(_ scalar: Scalar) -> ScalarValue? {
        switch (type, scalar.resolved) {
        case (.integer, .integer(let value?)): .integer(value)
        case (.number, .integer(let value?)): .number(Double(value))
        case (.number, .number(let value)) where value.isFinite: .number(value)
        case (.boolean, .boolean(let value)): .boolean(value)
        case (.string, .string), (.image, .string), (.audio, .string), (.video, .string), (.file, .string):
            .string(scalar.text)
        default: nil
        }
    }
}
