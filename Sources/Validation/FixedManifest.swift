import Diagnostics
import ModelManifest
import YAML

/// A manifest after its safe fixes, and what is still found in it then.
struct FixedManifest {
    /// How often a file is fixed and checked again: a fix may bring to light what another one mends.
    private static let mostRounds = 10

    /// The manifest as it would be read after the fixes; the same as before when nothing is fixed.
    private(set) var decoded: DecodedManifest
    /// How many findings were fixed.
    private(set) var count = 0

    /// Makes the fixes until there is none left; a file whose fixes never come to rest stays as it is.
    ///
    /// - Parameters:
    ///   - original: The manifest as it was read.
    ///   - decode: Reads changed bytes.
    init(_ original: DecodedManifest, decode: ([UInt8]) -> DecodedManifest) {
        decoded = original
        for _ in 0..<Self.mostRounds {
            let applied = AppliedFixes(of: decoded.diagnostics, to: decoded.bytes)
            guard applied.count > 0 else { return }
            let next = decode(applied.bytes)
            // Fixes of different rules are made together, and nobody has tried every pair of them.
            guard Self.isAtLeastAsGood(next, decoded) else { return }
            decoded = next
            count += applied.count
        }
        if AppliedFixes(of: decoded.diagnostics, to: decoded.bytes).count > 0 {
            decoded = original
            count = 0
        }
    }

    /// Whether a manifest that can be read stays so; further findings may well come to light.
    private static func isAtLeastAsGood(_ new: DecodedManifest, _ old: DecodedManifest) -> Bool {
        if old.manifest != nil, new.manifest == nil { return false }
        return !new.hasSyntaxError || old.hasSyntaxError
    }
}

extension DecodedManifest {
    fileprivate var hasSyntaxError: Bool {
        diagnostics.contains { $0.rule == .yamlSyntax }
    }
}
