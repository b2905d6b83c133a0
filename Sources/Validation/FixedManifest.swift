import Diagnostics
import ManifestChecks
import YAML

/// A manifest after its safe fixes, with the remaining findings.
struct FixedManifest {
    /// How often a file is fixed and checked again: a fix can reveal a finding that another one fixes.
    private static let mostRounds = 10

    /// The manifest as it would be read after the fixes; the same as before when nothing is fixed.
    private(set) var decoded: DecodedManifest
    /// How many findings were fixed.
    private(set) var count = 0

    /// Makes the fixes until there is none left; a file whose fixes never end stays unchanged.
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
            // Fixes of different rules are made together, and not every pair of them has been tested.
            guard Self.isAtLeastAsGood(next, decoded) else { return }
            decoded = next
            count += applied.count
        }
        if AppliedFixes(of: decoded.diagnostics, to: decoded.bytes).count > 0 {
            decoded = original
            count = 0
        }
    }

    /// Whether a manifest that can be read stays so; it can get further findings.
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
