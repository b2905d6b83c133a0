internal import Diagnostics
internal import ErrorReporting
internal import YAML

/// Reads the keys of a file of settings.
struct SettingsReader {
    let path: String
    let home: String

    /// Reads all entries.
    ///
    /// - Parameter bytes: The file.
    /// - Returns: The entries, in the order of the file.
    /// - Throws: `RunnerError` with `configuration`.
    func read(_ bytes: [UInt8]) throws(RunnerError) -> [SettingsFile.Entry] {
        let findings = Findings(path: path)
        let document = Document.parse(bytes, findings)
        if let first = findings.diagnostics.first(where: { $0.severity == .error }) {
            throw wrong(first.message, first.location.span, help: first.help)
        }
        guard let root = document.root, !root.isNull else { return [] }
        guard case .mapping(let mapping) = root.content else {
            throw wrong(
                "the settings are not keys with values",
                root.span,
                help: "write, for example: max_cost_per_day: 20"
            )
        }
        var entries: [SettingsFile.Entry] = []
        for pair in mapping.pairs {
            switch pair.key.text {
            case "registry": entries.append(try registry(pair))
            case "endpoints": entries += try group(pair, isSecret: false) { Self.endpointVariable($0) }
            case "secrets": entries += try group(pair, isSecret: true) { Self.isVariable($0) ? $0 : nil }
            default:
                guard let key = SettingsFile.keys[pair.key.text] else { throw unknown(pair.key) }
                let text = try value(pair.value, of: pair.key.text)
                entries.append(
                    SettingsFile.Entry(
                        variable: key.variable,
                        value: key.isPath ? expanded(text) : text,
                        line: pair.key.span.start.line
                    )
                )
            }
        }
        return entries
    }

    /// A list of directories, or one.
    private func registry(_ pair: Mapping.Pair) throws(RunnerError) -> SettingsFile.Entry {
        var directories: [String] = []
        if case .sequence(let nodes) = pair.value.content {
            for node in nodes { directories.append(expanded(try value(node, of: pair.key.text))) }
        } else {
            directories = [expanded(try value(pair.value, of: pair.key.text))]
        }
        return SettingsFile.Entry(
            variable: "RUNNER_REGISTRY",
            value: directories.joined(separator: ":"),
            line: pair.key.span.start.line
        )
    }

    /// Names with values.
    private func group(
        _ pair: Mapping.Pair,
        isSecret: Bool,
        _ variable: (String) -> String?
    ) throws(RunnerError) -> [SettingsFile.Entry] {
        guard case .mapping(let mapping) = pair.value.content else {
            throw wrong("'\(pair.key.text)' is not a mapping", pair.value.span, help: "write 'NAME: VALUE' below it")
        }
        var entries: [SettingsFile.Entry] = []
        for member in mapping.pairs {
            guard let name = variable(member.key.text) else {
                throw wrong(
                    "\(quoted(member.key.text)) is not a name for '\(pair.key.text)'",
                    member.key.span,
                    help: isSecret
                        ? "write the name of a variable, such as BYTEPLUS_ACCESS_KEY"
                        : "write a service, such as vision"
                )
            }
            entries.append(
                SettingsFile.Entry(
                    variable: name,
                    value: try value(member.value, of: member.key.text),
                    line: member.key.span.start.line,
                    isSecret: isSecret
                )
            )
        }
        return entries
    }

    private func value(_ node: Node, of key: String) throws(RunnerError) -> String {
        guard case .scalar(let scalar) = node.content, !scalar.text.isEmpty, !node.isNull else {
            throw wrong("'\(key)' has no usable value", node.span, help: "write one value after the colon")
        }
        return scalar.text
    }

    private func unknown(_ key: Mapping.Key) -> RunnerError {
        let names = (SettingsFile.keys.keys + SettingsFile.others).sorted()
        let near = nearest(to: key.text, in: names).map { "did you mean '\($0)'? " } ?? ""
        return wrong("unknown key \(quoted(key.text))", key.span, help: "\(near)keys: \(names.joined(separator: ", "))")
    }

    private func wrong(_ message: String, _ span: Span?, help: String?) -> RunnerError {
        let place = span.map { ":\($0.start.line):\($0.start.column)" } ?? ""
        return RunnerError(.configuration, "\(path)\(place): \(message)", help: help)
    }

    private func expanded(_ path: String) -> String {
        path.hasPrefix("~/") && !home.isEmpty ? home + path.dropFirst() : path
    }

    private static func endpointVariable(_ service: String) -> String? {
        let isName = service.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
        guard isName, service.first?.isLetter == true else { return nil }
        return "\(service.uppercased().replacing("-", with: "_"))_ENDPOINT"
    }

    private static func isVariable(_ name: String) -> Bool {
        let isName = name.utf8.allSatisfy { (65...90).contains($0) || (48...57).contains($0) || $0 == 95 }
        return isName && name.first?.isNumber == false
    }
}
