import Diagnostics
import YAML

/// Decodes what the platform's manifests have besides names: secrets, resources, pictures, accounts.
struct PlatformDecoder {
    /// The manifest's mapping.
    let fields: Fields

    /// Decodes all of it.
    ///
    /// - Parameter located: Takes in the values.
    func decode(into located: inout LocatedManifest) {
        located.manifest.env = env()
        located.secrets = secrets()
        located.manifest.secrets = located.secrets.map(\.value)
        located.manifest.credentials = CredentialDecoder(fields: fields).decode()
        located.manifest.resources = ResourceDecoder(fields: fields).decode()
        located.manifest.tags = nested("metadata")?.strings("tags") ?? []
        located.manifest.images = images()
        located.manifest.sandbox = sandbox()
    }

    private func nested(_ key: String) -> Fields? {
        fields.pair(key).flatMap { pair in
            Fields(pair.value, owner: quoted(key), at: pair.place, allowsNull: true, findings: fields.findings)
        }
    }

    private func env() -> [String: String] {
        guard let env = nested("env") else { return [:] }
        var variables: [String: String] = [:]
        for pair in env.mapping.pairs {
            fields.findings.checkVariableName(pair.key.text, at: pair.key.span)
            if pair.value.isNull { continue }
            if let value = env.string(of: pair) { variables[pair.key.text] = value }
        }
        return variables
    }

    private func secrets() -> [Located<SecretDeclaration>] {
        guard let pair = fields.pair("secrets") else { return [] }
        if case .mapping(let mapping) = pair.value.content, !mapping.pairs.isEmpty {
            reportMapping(mapping, pair)
            return []
        }
        let help = "write '- key: NAME' for each secret, with its 'description' below"
        return (fields.list("secrets", help: help) ?? []).compactMap { item in
            let place = item.firstPlace
            guard
                let secret = Fields(
                    item,
                    owner: "secret",
                    at: place,
                    allowsNull: true,
                    help: help,
                    findings: fields.findings
                )
            else { return nil }
            let known = ["key", "description", "optional"]
            secret.reportUnknownKeys(known: known, legacy: [:])
            secret.reportMissing(["key"], known: known, blocks: true)
            guard let key = secret.string("key") else { return nil }
            fields.findings.checkVariableName(key, at: secret.mapping["key"]?.place ?? place)
            return Located(
                SecretDeclaration(
                    key: key,
                    description: secret.string("description") ?? "",
                    isOptional: secret.boolean("optional") ?? false
                ),
                at: place,
                from: secret.mapping
            )
        }
    }

    /// Explains a mapping where the list of secrets should be; the platform loses the secrets without a word.
    private func reportMapping(_ mapping: Mapping, _ pair: Mapping.Pair) {
        let dashed = mapping.pairs.filter { $0.key.isDashWithoutBlank }
        for dash in dashed { fields.findings.reportDashWithoutBlank(dash.key) }
        guard dashed.isEmpty else { return }
        let example = mapping["key"]?.value.string ?? mapping.pairs.first?.key.text ?? "NAME"
        fields.findings.reportWrongType(
            "'secrets'",
            wanted: "a list",
            found: pair.value,
            at: pair.place,
            help: "write '- key: \(example)' for each secret, with its 'description' below"
        )
    }

    private func images() -> ListingImages {
        var result = ListingImages()
        guard let images = nested("images") else { return result }
        let slots = ["card", "thumbnail", "banner"]
        images.reportUnknownKeys(known: slots + ["dark"], legacy: [:])
        result.card = images.nonEmptyString("card")
        result.thumbnail = images.nonEmptyString("thumbnail")
        result.banner = images.nonEmptyString("banner")
        if let pair = images.pair("dark"),
            let dark = Fields(pair.value, owner: "'dark'", at: pair.place, allowsNull: true, findings: fields.findings)
        {
            dark.reportUnknownKeys(known: slots, legacy: [:])
            for slot in slots { _ = dark.string(slot) }
        }
        return result
    }

    private func sandbox() -> Sandbox? {
        guard let sandbox = nested("sandbox") else { return nil }
        sandbox.reportUnknownKeys(known: ["host_network", "capabilities"], legacy: [:])
        return Sandbox(
            hostNetwork: sandbox.boolean("host_network") ?? false,
            capabilities: sandbox.strings("capabilities") ?? []
        )
    }
}

extension Node {
    /// The place to underline for an item of a list: its first key if it is a mapping, else all of it.
    var firstPlace: Span {
        if case .mapping(let mapping) = content, let first = mapping.pairs.first { first.key.span } else { span }
    }
}
