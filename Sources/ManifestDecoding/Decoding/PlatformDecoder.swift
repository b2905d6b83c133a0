import Diagnostics
import ModelManifest
import YAML

/// Decodes what the platform's manifests have besides names: secrets, resources, pictures, accounts.
struct PlatformDecoder {
    /// The manifest's mapping.
    let fields: Fields
    /// Whose rules apply.
    let profile: Profile

    /// Decodes all of it.
    ///
    /// - Parameter located: Receives the values.
    func decode(into located: inout LocatedManifest) {
        located.manifest.env = env()
        located.secrets = SecretDecoder(fields: fields).decode()
        located.manifest.secrets = located.secrets.map(\.value)
        located.manifest.credentials = CredentialDecoder(fields: fields).decode()
        located.manifest.resources = ResourceDecoder(fields: fields, profile: profile).decode()
        metadata(into: &located)
        located.manifest.images = images()
        located.functions = functions()
        located.manifest.sandbox = sandbox()
    }

    private func nested(_ key: String) -> Fields? {
        fields.pair(key).flatMap { pair in
            Fields(
                pair.value,
                owner: .key(key),
                at: pair.place,
                allowsNull: true,
                help: Self.examples[key].map { "write '\($0)' below it" },
                findings: fields.findings
            )
        }
    }

    private static let examples = [
        "env": "NAME: \"value\"", "metadata": "tags: [one, two]", "images": "card: https://…",
        "sandbox": "host_network: true",
    ]

    private func env() -> [String: String] {
        guard let env = nested("env") else { return [:] }
        var variables: [String: String] = [:]
        for pair in env.mapping.pairs {
            AmbiguousValue.checkKey(pair.key, fields.findings)
            if pair.value.isNull { continue }
            if let value = env.string(of: pair) { variables[pair.key.text] = value }
        }
        return variables
    }

    private func metadata(into located: inout LocatedManifest) {
        guard let metadata = nested("metadata") else { return }
        let tags = metadata.items("tags")
        located.manifest.tags = tags.map(\.value)
        BadTag.check(tags, fields.findings)
        UnknownCapability.check(metadata.items("capabilities"), fields.findings)
        for pair in metadata.mapping.pairs where pair.key.text != "tags" && pair.key.text != "capabilities" {
            AmbiguousValue.checkKey(pair.key, fields.findings)
            AmbiguousValue.checkFree(pair.value, fields.findings)
        }
    }

    private func images() -> ListingImages {
        var result = ListingImages()
        guard let images = nested("images") else { return result }
        let slots = ["card", "thumbnail", "banner"]
        images.reportUnknownKeys(known: slots + ["dark"])
        result.card = images.nonEmptyString("card")
        result.thumbnail = images.nonEmptyString("thumbnail")
        result.banner = images.nonEmptyString("banner")
        PartialImages.check(slots, images)
        if let pair = images.pair("dark"),
            let dark = Fields(
                pair.value,
                owner: .key("dark"),
                at: pair.place,
                allowsNull: true,
                findings: fields.findings
            )
        {
            dark.reportUnknownKeys(known: slots)
            for slot in slots { _ = dark.string(slot) }
            PartialImages.check(slots, dark)
        }
        return result
    }

    /// The names of the functions that the manifest lists; nil when it lists none.
    private func functions() -> [Located<String>]? {
        guard let items = fields.list("functions", help: "write '- name: run' for each function") else { return nil }
        return items.compactMap { item in
            let place = item.firstPlace
            let function = Fields(
                item,
                owner: Owner("function"),
                at: place,
                allowsNull: true,
                findings: fields.findings
            )
            guard let function else { return nil }
            let known = ["name", "description"]
            function.reportUnknownKeys(known: known)
            function.reportMissing(["name"], known: known, blocks: false)
            _ = function.string("description")
            return function.nonEmptyString("name").map { Located($0, at: function.mapping["name"]?.place ?? place) }
        }
    }

    private func sandbox() -> Sandbox? {
        guard let sandbox = nested("sandbox") else { return nil }
        sandbox.reportUnknownKeys(known: ["host_network", "capabilities"])
        let capabilities = sandbox.items("capabilities")
        LinuxCapability.check(capabilities, fields.findings)
        return Sandbox(
            hostNetwork: sandbox.boolean("host_network") ?? false,
            capabilities: capabilities.map(\.value)
        )
    }
}

extension Node {
    /// The place to underline for an item of a list: its first key if it is a mapping, else all of it.
    var firstPlace: Span {
        if case .mapping(let mapping) = content, let first = mapping.pairs.first { first.key.span } else { span }
    }
}
