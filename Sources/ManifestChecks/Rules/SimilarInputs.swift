package import Diagnostics
import ManifestDecoding
import ModelManifest
import YAML

extension Rule {
    /// Two inputs that are easily confused.
    package static let similarInputs = Rule(
        "similar-inputs",
        "The names of two inputs differ by more than one letter.",
        severity: .warning
    )
}

/// A user who types one letter wrong should get an error, not another input.
enum SimilarInputs: ManifestRule {
    static var rule: Rule { .similarInputs }

    /// With more inputs, nobody types them from memory, and comparing each with each would take too long.
    private static let most = 64
    private static let shortest = 4

    /// Reports inputs whose name is one typing error away from another; numbered inputs are intended.
    static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        guard manifest.inputs.count > 1, manifest.inputs.count <= most else { return }
        let names = manifest.inputs.indices.map { Array(manifest.inputs[$0].value.name.utf8) }
        for (index, name) in names.enumerated() where name.count >= shortest {
            for earlier in 0..<index where isSlip(name, names[earlier]) {
                let (this, that) = (manifest.inputs[index], manifest.inputs[earlier])
                findings.report(
                    .similarInputs,
                    "input \(quoted(this.value.name)) differs from \(quoted(that.value.name)) by one letter",
                    at: this.place,
                    help: "rename one of them so that the names show how they differ",
                    notes: [("\(quoted(that.value.name)) is declared here", that.place)]
                )
            }
        }
    }

    /// Whether one letter was changed, added or omitted, or two neighbors swapped; digits and '_' do not count.
    private static func isSlip(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard abs(left.count - right.count) <= 1, right.count >= shortest else { return false }
        let shorter = min(left.count, right.count)
        var head = 0
        while head < shorter, left[head] == right[head] { head += 1 }
        var tail = 0
        while tail < shorter - head, left[left.count - 1 - tail] == right[right.count - 1 - tail] { tail += 1 }
        // What differs is one letter, or two.
        guard max(left.count, right.count) - head - tail <= 2 else { return false }
        let (one, other) = (left[head..<(left.count - tail)], right[head..<(right.count - tail)])
        guard (one + other).allSatisfy({ $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") }) else { return false }
        if one.count == 1, other.count == 1, isWord(head, in: left) { return false }
        if one.count == 2, other.count == 2 { return one.first == other.last && one.last == other.first }
        return one.count <= 1 && other.count <= 1
    }

    /// Whether the letter at an index is a separate word, as in `top_k` and `top_p`.
    private static func isWord(_ index: Int, in name: [UInt8]) -> Bool {
        let blank = UInt8(ascii: "_")
        return (index == 0 || name[index - 1] == blank) && (index + 1 == name.count || name[index + 1] == blank)
    }
}
