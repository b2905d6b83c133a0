import Diagnostics
import ModelManifest
import YAML

/// Decodes `resources`, whose sizes can be bare numbers of gigabytes, megabytes or bytes, depending on their magnitude.
struct ResourceDecoder {
    /// The manifest's mapping.
    let fields: Fields
    /// Whose rules apply.
    let profile: Profile

    /// Decodes what machine the model needs.
    func decode() -> Resources {
        var result = Resources()
        if profile == .platform { fields.reportMissing(["resources"], known: ["resources"], blocks: false) }
        guard let resources = nested("resources", in: fields, keys: ["gpu", "ram"]) else { return result }
        result.memoryBytes = bytes("ram", resources) ?? 0
        guard let gpu = nested("gpu", in: resources, keys: ["count", "vram", "type"]) else { return result }
        let count = count("count", gpu)
        let memory = bytes("vram", gpu)
        let type = gpu.string("type")
        GPUMismatch.check(count: count.flatMap { $0 < 0 ? nil : $0 }, memory: memory, type: type, gpu)
        result.gpuCount = max(0, count ?? 0)
        result.gpuMemoryBytes = memory ?? 0
        result.gpuType = type.flatMap { $0.isEmpty ? nil : $0 }
        return result
    }

    private func nested(_ key: String, in owner: Fields, keys: [String]) -> Fields? {
        guard let pair = owner.pair(key) else { return nil }
        let nested = Fields(
            pair.value,
            owner: .key(key),
            at: pair.place,
            allowsNull: true,
            help: key == "gpu" ? gpuHelp(pair.value) : "write 'gpu: {…}' and 'ram: …' below it",
            findings: fields.findings
        )
        if key == "gpu", let pair = nested?.mapping["ram"] { reportMemory(pair) }
        nested?.reportUnknownKeys(
            known: keys,
            except: key == "gpu" ? ["ram"] : [],
            hints: key == "gpu" ? KeyHint.gpu : KeyHint.resources
        )
        if profile == .platform { nested?.reportMissing(keys, known: keys, at: pair.key.span, blocks: false) }
        return nested
    }

    /// Reports the memory of the machine among the keys of the GPU.
    private func reportMemory(_ pair: Mapping.Pair) {
        fields.findings.report(
            .unknownKey,
            "unknown key 'ram' in 'gpu'",
            at: pair.key.span,
            help: "move it up to 'resources' if it is the machine's memory; that of each GPU is 'vram'",
            blocks: false
        )
    }

    private func gpuHelp(_ node: Node) -> String {
        let isNone = node.string?.lowercased() == "none" || node.meantNumber == "0"
        return "write 'gpu: {count: \(isNone ? "0, vram: 0, type: none" : "1, vram: 24, type: nvidia")}'"
    }

    private func count(_ key: String, _ owner: Fields) -> Int? {
        guard let count = owner.integer(key) else { return nil }
        if count < 0, let pair = owner.pair(key) { owner.findings.reportNegative(quoted(key), at: pair.place) }
        return count
    }

    /// Returns a size; a bare number is in gigabytes below 1000, in megabytes below a billion, in bytes otherwise.
    private func bytes(_ key: String, _ owner: Fields) -> Int64? {
        guard let pair = owner.pair(key) else { return nil }
        guard case .scalar(let scalar) = pair.value.content else {
            owner.findings.reportWrongType(quoted(key), wanted: "a size such as 4GB", found: pair.value, at: pair.place)
            return nil
        }
        AmbiguousValue.checkSize(pair.value, scalar, owner.findings)
        let size = QuantityReader(findings: owner.findings, allowsUnits: profile == .runner).bytes(
            scalar,
            pair,
            bareFactor: MemorySize.factor
        )
        if let size { MemorySize(pair: pair, scalar: scalar, bytes: size, profile: profile).check(owner.findings) }
        return size
    }
}
