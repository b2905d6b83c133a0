import Diagnostics
import YAML

/// Decodes `resources`, whose sizes may be bare numbers that mean gigabytes, megabytes or bytes by their magnitude.
struct ResourceDecoder {
    /// The manifest's mapping.
    let fields: Fields

    /// Decodes the wish for a machine.
    func decode() -> Resources {
        var result = Resources()
        guard let pair = fields.pair("resources"),
            let resources = Fields(
                pair.value,
                owner: "'resources'",
                at: pair.place,
                allowsNull: true,
                findings: fields.findings
            )
        else { return result }
        resources.reportUnknownKeys(known: ["gpu", "ram"], legacy: [:])
        result.memoryBytes = bytes("ram", resources) ?? 0
        guard let pair = resources.pair("gpu"),
            let gpu = Fields(pair.value, owner: "'gpu'", at: pair.place, allowsNull: true, findings: fields.findings)
        else { return result }
        gpu.reportUnknownKeys(known: ["count", "vram", "type"], legacy: [:])
        result.gpuCount = count("count", gpu) ?? 0
        result.gpuMemoryBytes = bytes("vram", gpu) ?? 0
        result.gpuType = gpu.nonEmptyString("type")
        return result
    }

    private func count(_ key: String, _ owner: Fields) -> Int? {
        guard let count = owner.integer(key) else { return nil }
        if count < 0, let pair = owner.pair(key) { owner.findings.reportNegative(quoted(key), at: pair.place) }
        return max(0, count)
    }

    /// Returns a size, with the platform's meaning of a bare number: below 1000 gigabytes, below a billion megabytes, else bytes.
    private func bytes(_ key: String, _ owner: Fields) -> Int64? {
        guard let pair = owner.pair(key) else { return nil }
        guard case .scalar(let scalar) = pair.value.content else {
            owner.findings.reportWrongType(quoted(key), wanted: "a size such as 4GB", found: pair.value, at: pair.place)
            return nil
        }
        return QuantityReader(findings: owner.findings).bytes(scalar, pair) { bare in
            switch bare {
            case ..<1000: 1_000_000_000
            case ..<1_000_000_000: 1_000_000
            default: 1
            }
        }
    }
}
