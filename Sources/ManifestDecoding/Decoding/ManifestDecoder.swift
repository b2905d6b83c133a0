package import Diagnostics
import ModelManifest
package import YAML

/// Decodes the mapping of a whole manifest.
package struct ManifestDecoder {
    private static let platformKeys = [
        "namespace", "name", "title", "description", "metadata", "category", "images", "env", "kernel", "secrets",
        "credentials", "resources", "default_function", "functions", "sandbox",
    ]
    private static let allKeys = platformKeys + Profile.runnerKeys

    /// Receives what is wrong.
    private let findings: Findings
    /// Whose rules apply; nil for those that the kernel suggests.
    private let profile: Profile?

    /// - Parameters:
    ///   - findings: Receives what is wrong.
    ///   - profile: Whose rules apply; nil for those that the kernel suggests.
    package init(findings: Findings, profile: Profile?) {
        self.findings = findings
        self.profile = profile
    }

    /// Decodes a manifest.
    ///
    /// - Parameter root: The file's tree.
    /// - Returns: What could be decoded; nil if the file is not a mapping.
    package func decode(_ root: Node) -> LocatedManifest? {
        let fields = Fields(
            root,
            owner: Owner("manifest"),
            at: root.span,
            allowsNull: true,
            help: "write 'key: value' lines, starting with 'name: …'",
            findings: findings
        )
        guard let fields else { return nil }
        let profile = profile ?? .standard(for: fields.mapping)
        let known = profile == .runner ? Self.allKeys : Self.platformKeys
        if profile == .platform { findings.reportRunnerKeys(fields.mapping) }
        LegacyKey.report(fields)
        fields.reportUnknownKeys(known: known, except: LegacyKey.names + Profile.runnerKeys, hints: KeyHint.manifest)
        fields.reportMissing(["name"], known: known, blocks: true)
        fields.reportMissing(["description", "category"], known: known, blocks: false)
        let kernel = profile == .platform ? "write 'kernel: python-3.11', or another that runs the model" : nil
        fields.reportMissing(["kernel"], known: known, blocks: false, help: kernel)
        var located = LocatedManifest(manifest: header(fields), mapping: fields.mapping, profile: profile)
        PlatformDecoder(fields: fields, profile: profile).decode(into: &located)
        guard profile == .runner else { return located }
        decodeInputs(fields, into: &located)
        located.manifest.outputs = OutputDecoder(findings: findings).decode(fields)
        located.pricing = PricingDecoder(findings: findings).decode(fields)
        located.manifest.pricing = located.pricing?.value
        return located
    }

    private func header(_ fields: Fields) -> Manifest {
        var manifest = Manifest(namespace: fields.nonEmptyString("namespace"), name: fields.string("name") ?? "")
        manifest.title = fields.nonEmptyString("title")
        manifest.description = fields.string("description") ?? ""
        manifest.category = fields.string("category", isFree: false) ?? ""
        manifest.kernel = UnknownKernel.read(fields) ?? ""
        manifest.service = service(fields)
        manifest.hosts = BadHost.read(fields)
        manifest.defaultFunction = fields.nonEmptyString("default_function")
        return manifest
    }

    private func service(_ fields: Fields) -> ServiceName? {
        guard let pair = fields.pair("service"), let text = fields.string(of: pair, isFree: false) else { return nil }
        if let service = ServiceName(text) { return service }
        let proposal = NameForms.slug(text)
        findings.report(
            .badName,
            "\(quoted(text)) cannot be the name of a service",
            at: pair.place,
            help: "use at most \(ServiceName.longest) lower-case letters, digits and '-', starting with a letter"
                + (ServiceName(proposal) == nil ? "" : ModelName.suggestion(proposal, for: text))
        )
        return nil
    }

    private func decodeInputs(_ fields: Fields, into located: inout LocatedManifest) {
        guard let pair = fields.mapping["inputs"] else { return }
        located.manifest.hasInputs = true
        let inputs = Fields(
            pair.value,
            owner: .key("inputs"),
            at: pair.place,
            help: "write each input as 'name: {type: …}', or '{}' for none",
            findings: findings
        )
        guard let inputs, !inputs.reportDeclarationWithoutName("input", known: DeclarationKeys.anyInput) else { return }
        let decoder = InputDecoder(findings: findings)
        for pair in inputs.mapping.pairs {
            if let input = decoder.decode(pair) {
                located.inputs.append(input)
            } else {
                located.brokenInputs.insert(pair.key.text)
            }
        }
        located.manifest.inputs = located.inputs.map(\.value)
    }
}
