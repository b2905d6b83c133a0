import Diagnostics
import ModelManifest
import YAML

/// Decodes `secrets`.
struct SecretDecoder {
    private static let knownKeys = ["key", "description", "optional"]
    private static let help = "write '- key: NAME' for each secret, with its 'description' below"

    /// The manifest's mapping.
    let fields: Fields

    /// Decodes the secrets in the order of the file; one without a usable key is left out.
    func decode() -> [Located<SecretDeclaration>] {
        guard let pair = fields.pair("secrets") else { return [] }
        if case .mapping(let mapping) = pair.value.content, !mapping.pairs.isEmpty {
            reportMapping(mapping, pair)
            return []
        }
        if let name = pair.value.string, NameForms.isVariable(name) {
            fields.findings.reportWrongType(
                "'secrets'",
                wanted: "a list",
                found: pair.value,
                at: pair.place,
                help: "write '- key: \(name)' on the next line, and its 'description' below",
                fix: pair.value.fix(writing: "[{key: \(name)}]")
            )
            return []
        }
        return (fields.list("secrets", help: Self.help) ?? []).compactMap { secret($0) }
    }

    private func secret(_ item: Node) -> Located<SecretDeclaration>? {
        let place = item.firstPlace
        if let name = item.string {
            reportBareName(name, item)
            return nil
        }
        let secret = Fields(
            item,
            owner: Owner("secret"),
            at: place,
            allowsNull: true,
            help: Self.help,
            findings: fields.findings
        )
        guard let secret else { return nil }
        let values = ExposedSecret.checkEntry(secret.mapping, fields.findings)
        secret.reportUnknownKeys(known: Self.knownKeys, except: values, hints: KeyHint.secret)
        secret.reportMissing(["key"], known: Self.knownKeys, blocks: true, hints: KeyHint.secret)
        guard let key = secret.string("key") else { return nil }
        let declaration = SecretDeclaration(
            key: key,
            description: secret.string("description") ?? "",
            isOptional: secret.boolean("optional") ?? false
        )
        return Located(declaration, at: place, from: secret.mapping)
    }

    private func reportBareName(_ name: String, _ item: Node) {
        let isItem = Mapping.Key(text: name, span: item.span).isDashWithoutBlank
        let key = printable(isItem ? String(name.drop { $0 == "-" }) : name)
        fields.findings.reportWrongType(
            "a secret",
            wanted: "a mapping",
            found: item,
            at: item.span,
            help: "write 'key: \(key)', with its 'description' on the next line",
            fix: NameForms.isVariable(name) ? item.fix(writing: "{key: \(name)}") : nil
        )
    }

    /// Explains a mapping where the list of secrets should be; the platform loses the secrets without a word.
    private func reportMapping(_ mapping: Mapping, _ pair: Mapping.Pair) {
        let dashed = mapping.pairs.filter { $0.key.isDashWithoutBlank }
        let fix = pair.value.isBlock ? mapping.dashFix : nil
        for (index, dash) in dashed.enumerated() {
            fields.findings.reportDashWithoutBlank(dash.key, value: dash.value, fix: index == 0 ? fix : nil)
        }
        guard dashed.isEmpty else { return }
        let example = mapping["key"]?.value.string ?? mapping.pairs.first?.key.text ?? "NAME"
        fields.findings.reportWrongType(
            "'secrets'",
            wanted: "a list",
            found: pair.value,
            at: pair.place,
            help: "write '- key: \(printable(example))' for each secret, with its 'description' below"
        )
    }
}
