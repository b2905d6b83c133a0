package import Diagnostics
import Quantities
import YAML

extension Rule {
    /// A GPU requirement that contradicts itself.
    package static let gpuMismatch = Rule(
        "gpu-mismatch",
        "Count, memory and type of the GPU agree: either all request a GPU, or none does.",
        severity: .warning
    )
}

/// The three keys of `gpu` are one requirement.
package enum GPUMismatch: ManifestRule {
    /// The id, the severity and the demand.
    package static var rule: Rule { .gpuMismatch }

    /// The types of GPUs that a manifest can ask for.
    package static let types = ["any", "nvidia", "amd", "apple", "intel", "none"]
    private static let mostOfOneMachine = 16

    /// Reports an unknown type, and keys that contradict each other: one finding for one contradiction.
    ///
    /// - Parameters:
    ///   - count: How many; nil when absent or reported.
    ///   - memory: The memory of each in bytes; nil when absent or reported.
    ///   - type: The type; nil when absent or reported.
    ///   - gpu: The mapping.
    static func check(count: Int?, memory: Int64?, type: String?, _ gpu: Fields) {
        var type = type
        if let name = type, !name.isEmpty, !types.contains(name) {
            reportUnknown(name, isWanted: (count ?? 0) > 0, gpu)
            type = nil
        }
        guard let count else { return }
        if count == 0 {
            checkNone(memory: memory, type: type, gpu)
        } else {
            checkSome(count, memory: memory, type: type, gpu)
        }
    }

    private static func reportUnknown(_ type: String, isWanted: Bool, _ gpu: Fields) {
        guard let pair = gpu.pair("type") else { return }
        let folded = type.lowercased()
        let exact = types.first { $0 == folded } ?? synonyms[folded]
        gpu.findings.reportUnknownValue(
            "GPU type",
            type,
            at: pair.place,
            near: exact ?? nearest(to: type, in: types) ?? maker(of: folded),
            known: types,
            fix: exact.flatMap { isWanted == ($0 != "none") ? pair.value.fix(writing: $0) : nil }
        )
    }

    /// The maker of a card such as `a100` or `rtx-4090`.
    private static func maker(of card: String) -> String? {
        let models = [
            "a10", "a40", "a6000", "h100", "h200", "b200", "gb200", "l4", "l40", "t4", "v100", "rtx", "gtx", "tesla",
        ]
        if models.contains(where: { card.hasPrefix($0) }) { return "nvidia" }
        return card.hasPrefix("mi") || card.hasPrefix("radeon") ? "amd" : nil
    }

    private static let synonyms = [
        "cuda": "nvidia", "rocm": "amd", "metal": "apple", "mps": "apple", "cpu": "none", "no": "none", "off": "none",
        "false": "none", "null": "none", "all": "any", "gpu": "any",
    ]

    private static func checkNone(memory: Int64?, type: String?, _ gpu: Fields) {
        if let memory, memory > 0 {
            report(
                "'count' is 0, but 'vram' asks for a GPU with \(UnitText.bytes(memory))",
                "count",
                gpu,
                help: "write 'count: 1', or 'vram: 0' and 'type: none'"
            )
        } else if let type, type.isEmpty || type == "any" {
            report(
                type.isEmpty ? "'type' is empty" : "'type' is 'any', but 'count' asks for no GPU",
                "type",
                gpu,
                help: "write 'type: none'",
                fix: gpu.pair("type")?.value.fix(writing: "none")
            )
        } else if let type, type != "none" {
            let help = "write 'type: none', or 'count: 1' and the 'vram' that the model needs"
            report("'type' is \(quoted(type)), but 'count' asks for no GPU", "type", gpu, help: help)
        }
    }

    private static func checkSome(_ count: Int, memory: Int64?, type: String?, _ gpu: Fields) {
        let cards = count == 1 ? "a GPU" : "\(count) GPUs"
        let lacksMemory = memory == 0 || gpu.pair("vram") == nil
        if count > mostOfOneMachine {
            report("'count' asks for \(count) GPUs, more than any machine has", "count", gpu, help: "write 1 to 8")
        } else if lacksMemory, type == "none" {
            let help = "write 'count: 0', or the 'vram' and 'type' that the model needs"
            report("'count' asks for \(cards), but 'vram' and 'type' ask for none", "count", gpu, help: help)
        } else if lacksMemory {
            report(
                "'count' asks for \(cards) with no memory",
                gpu.pair("vram") == nil ? "count" : "vram",
                gpu,
                help: "write the memory that each GPU needs, such as 'vram: 24' for 24GB"
            )
        } else if type == "none" {
            let help = "write 'type: nvidia' or 'type: any', or 'count: 0' and 'vram: 0'"
            report("'type' is 'none', but 'count' asks for \(cards)", "type", gpu, help: help)
        } else if type?.isEmpty == true {
            report("'type' is empty, but 'count' asks for \(cards)", "type", gpu, help: "write 'type: nvidia'")
        }
    }

    private static func report(_ message: String, _ key: String, _ gpu: Fields, help: String, fix: Fix? = nil) {
        gpu.findings.report(.gpuMismatch, message, at: gpu.pair(key)?.place, help: help, fix: fix)
    }
}
