import Diagnostics
import ModelManifest
import YAML

/// Decodes `credentials`, a mapping by slug or a list, and its predecessor `integrations`.
struct CredentialDecoder {
    private static let knownKeys = [
        "slug", "key", "capabilities", "description", "optional", "secrets", "scopes", "provider", "auth", "name",
        "website", "display_name", "connection_scope", "instructions", "docs_url", "expires_after_days",
    ]

    /// The manifest's mapping.
    let fields: Fields

    /// Decodes the accounts.
    ///
    /// - Returns: The accounts in the order of the file, `credentials` first.
    func decode() -> [CredentialDeclaration] {
        ["credentials", "integrations"].flatMap { key in fields.pair(key).map(accounts) ?? [] }
    }

    private func accounts(_ pair: Mapping.Pair) -> [CredentialDeclaration] {
        switch pair.value.content {
        case .mapping(let mapping):
            return mapping.pairs.compactMap { pair in
                guard !pair.value.isNull else {
                    return CredentialDeclaration(
                        slug: pair.key.text,
                        capabilities: [],
                        description: "",
                        isOptional: false
                    )
                }
                return account(pair.value, slug: pair.key.text, at: pair.place)
            }
        case .sequence(let items):
            return items.compactMap { account($0, slug: nil, at: $0.firstPlace) }
        case .scalar, .invalid:
            fields.findings.reportWrongType(
                quoted(pair.key.text),
                wanted: "a mapping or a list",
                found: pair.value,
                at: pair.place
            )
            return []
        }
    }

    private func account(_ node: Node, slug: String?, at place: Span) -> CredentialDeclaration? {
        guard
            let account = Fields(
                node,
                owner: Owner("credential"),
                at: place,
                allowsNull: true,
                findings: fields.findings
            )
        else { return nil }
        account.reportUnknownKeys(known: Self.knownKeys)
        let key = account.string("key")
        let written = account.string("slug")
        let name = slug ?? written ?? account.mapping["provider"]?.value.string
        let capabilities = account.items("capabilities")
        let owner = name ?? key.map(Self.slug)
        if owner == nil, account.mapping.isWhole, account.mapping["provider"] == nil {
            fields.findings.report(
                .missingKey,
                "missing key 'key' in credential",
                at: place,
                help: "add 'key: …' with a capability, such as 'key: google.sheets'"
            )
        }
        let isNamed = slug != nil || account.mapping["slug"] != nil
        CredentialCapability.check(capabilities, of: isNamed ? name : nil, fields.findings)
        if let key, let place = account.mapping["key"]?.place {
            CredentialCapability.check([Located(key, at: place)], of: nil, fields.findings)
        }
        return CredentialDeclaration(
            slug: owner ?? "",
            capabilities: account.mapping["capabilities"] == nil ? key.map { [$0] } ?? [] : capabilities.map(\.value),
            description: account.string("description") ?? "",
            isOptional: account.boolean("optional") ?? false
        )
    }

    /// The account of a dotted capability: `google` for `google.sheets`.
    private static func slug(of capability: String) -> String {
        String(capability.prefix { $0 != "." })
    }
}
