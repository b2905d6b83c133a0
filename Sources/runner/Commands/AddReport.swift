import Diagnostics
import ManifestChecks
import ModelManifest
import ModelSupply
import Presentation
import Quantities
import RunnerCore

/// What a model asks for, shown before the user agrees to add it.
struct AddReport {
    /// The lines, each safe for a terminal.
    let lines: [String]

    /// Describes a model.
    ///
    /// - Parameters:
    ///   - candidate: The model.
    ///   - environment: Where secrets are looked up.
    init(_ candidate: ModelCandidate, environment: [String: String]) {
        let manifest = candidate.manifest
        let entry = candidate.entry
        var rows: [[String]] = []
        func add(_ label: String, _ texts: [String]) {
            let more = texts.count > Self.mostRows ? ["and \(texts.count - Self.mostRows) more"] : []
            for (index, text) in (texts.prefix(Self.mostRows) + more).enumerated() {
                rows.append([index == 0 ? label : "", Self.line(text)])
            }
        }
        add(
            "from",
            [entry.source ?? "", entry.path.map { "directory \($0)" }].compactMap(\.self).filter { !$0.isEmpty }
        )
        add("commit", entry.revision.map { [$0] } ?? [])
        add("kernel", [manifest.kernel])
        add("inputs", manifest.inputs.map { Self.input($0, manifest.service != nil) })
        add("outputs", manifest.outputs.map { "\($0.name): \(ConstraintText.output($0))" })
        add("price", [manifest.pricing.map(PriceText.text) ?? "not declared"])
        let reach = ReachText(manifest, candidate.survey)
        add("hosts", reach.hosts)
        add("secrets", manifest.secrets.map { Self.secret($0, environment) })
        add("env", manifest.env.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
        add("accounts", manifest.credentials.map { "\($0.slug) (\($0.capabilities.joined(separator: ", ")))" })
        add("sandbox", manifest.sandbox.map(Self.sandbox) ?? [])
        add("machine", Self.machine(manifest.resources))
        add("imports", [candidate.survey.modules.joined(separator: ", ")].filter { !$0.isEmpty })
        add("calls", reach.calls)
        add("look at", reach.findings)
        add("binaries", reach.binaries)
        let count = candidate.files.count
        let files = "\(count) file\(count == 1 ? "" : "s"), \(candidate.lineCount) lines of Swift"
        add("files", ["\(files), \(UnitText.bytes(Int64(candidate.byteCount)))"])
        add("hash", [entry.hash])
        var lines = [manifest.fullName, manifest.description].filter { !$0.isEmpty }.map(Self.line)
        lines += Table(rows: rows).lines.map { "  \($0)" }
        lines += candidate.decoded.diagnostics.prefix(Self.mostRows).map {
            "warning: \(Self.line("\($0.location): \($0.message)"))"
        }
        lines += (candidate.changes ?? []).flatMap(Self.change)
        lines.append(
            "It runs in a sandbox: it sees its inputs and the secrets above, and connects to the hosts above "
                + "(docs/security.md)."
        )
        self.lines = lines
    }

    /// The maximum number of lines of each section, so that a model's description cannot push the rest out of sight.
    private static let mostRows = 30

    private static func line(_ text: String) -> String {
        let text = printable(text)
        return text.count > 300 ? "\(text.prefix(300))…" : text
    }

    private static func input(_ input: InputDeclaration, _ hasService: Bool) -> String {
        let limits = ConstraintText.input(input)
        let need = input.isRequired ? "" : ", optional"
        let place = hasService ? "is put where the service can fetch it" : "stays on this machine"
        let reach = input.type.isFile ? "; a local file \(place), a link is passed on" : ""
        return "\(input.name): \(input.type.rawValue)\(need)\(limits.isEmpty ? "" : ", \(limits)")\(reach)"
    }

    private static func secret(_ secret: SecretDeclaration, _ environment: [String: String]) -> String {
        let isSet = !(environment[secret.key] ?? "").isEmpty
        let state = isSet ? "set: the model will get it" : secret.isOptional ? "not set, optional" : "not set"
        return "\(secret.key) (\(state))\(secret.description.isEmpty ? "" : ": \(secret.description)")"
    }

    private static func sandbox(_ sandbox: Sandbox) -> [String] {
        (sandbox.hostNetwork ? ["the host's network"] : [])
            + (sandbox.capabilities.isEmpty ? [] : ["capabilities \(sandbox.capabilities.joined(separator: ", "))"])
    }

    private static func machine(_ resources: Resources) -> [String] {
        var parts: [String] = []
        if resources.memoryBytes > 0 { parts.append("\(UnitText.bytes(resources.memoryBytes)) of memory") }
        if resources.gpuCount > 0 {
            let kind = resources.gpuType.map { " (\($0))" } ?? ""
            parts.append("\(resources.gpuCount) graphics card\(resources.gpuCount == 1 ? "" : "s")\(kind)")
        }
        return parts.isEmpty ? [] : [parts.joined(separator: ", ")]
    }

    /// A file that would change, with the changed lines if both versions are text.
    private static func change(_ change: ModelCandidate.Change) -> [String] {
        let path = printable(change.path)
        guard let old = change.old else { return ["new file: \(path)"] }
        guard let new = change.new else { return ["removed file: \(path)"] }
        guard [old, new].allSatisfy({ $0.count <= mostShown && !$0.contains(0) }) else {
            return ["changed file: \(path)"]
        }
        let diff = UnifiedDiff.text(from: old, to: new, path: change.path).split(separator: "\n")
        return ["changed file: \(path)"]
            + diff.map { line in
                line.split(separator: "\t", omittingEmptySubsequences: false).map { printable(String($0)) }
                    .joined(separator: "\t")
            }
    }

    private static let mostShown = 256 << 10
}
