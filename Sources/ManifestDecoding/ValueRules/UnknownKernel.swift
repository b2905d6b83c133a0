package import Diagnostics
internal import ModelManifest
import YAML

extension Rule {
    /// A kernel that does not exist.
    package static let unknownKernel = Rule("unknown-kernel", "A kernel is one that runs models.")
}

/// A kernel is what runs a model: a language and its version.
package enum UnknownKernel: ManifestRule {
    /// The id, the severity and the demand.
    package static var rule: Rule { .unknownKernel }

    /// The kernels of the platform.
    package static let platform = ["python-3.10", "python-3.11", "python-3.12", "node-22"]
    /// The kernels of this program.
    package static let runner = ["swift-6"]

    /// Returns the kernel of a manifest; for a version without a language, suggests the kernel.
    ///
    /// - Parameter manifest: The manifest's mapping.
    /// - Returns: The kernel as written; nil if there is none or it was reported.
    static func read(_ manifest: Fields) -> String? {
        guard let pair = manifest.pair("kernel"), case .scalar(let scalar) = pair.value.content,
            scalar.resolved != .string, let kernel = known(for: scalar.text)
        else { return manifest.string("kernel", isFree: false) }
        manifest.findings.reportWrongType(
            "'kernel'",
            wanted: "a string",
            found: pair.value,
            at: pair.place,
            help: "write '\(kernel)'",
            fix: pair.value.fix(writing: kernel)
        )
        return nil
    }

    /// Reports a kernel that the profile does not have.
    package static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        guard let pair = manifest.mapping["kernel"], let name = pair.value.string, !NameForms.isBlank(name) else {
            return
        }
        let known = manifest.profile == .platform ? platform : runner + platform
        guard !known.contains(name) else { return }
        if runner.contains(name) {
            findings.report(
                .unknownKernel,
                "\(quoted(name)) is a kernel of this program; the platform does not have it",
                at: pair.place,
                help: "kernels of the platform: \(platform.joined(separator: ", "))",
                blocks: false
            )
            return
        }
        let meant = Self.known(for: name).flatMap { known.contains($0) ? $0 : nil }
        let language = name.lowercased().prefix { $0.isLetter }
        let sameLanguage = known.filter { $0.hasPrefix(language + "-") }
        let near = sameLanguage.isEmpty ? nearest(to: name, in: known) : nil
        let suggestion = (meant ?? near).map { "did you mean '\($0)'? " } ?? ""
        findings.report(
            .unknownKernel,
            "unknown kernel \(quoted(name))",
            at: pair.place,
            help: "\(suggestion)kernels here: \(known.joined(separator: ", "))",
            fix: meant.flatMap { pair.value.fix(writing: $0) },
            blocks: false
        )
    }

    /// The kernel that another spelling means: `3.11`, `python3.11`, `Python 3.11`, `node22`, `swift`.
    ///
    /// - Parameter text: The spelling.
    /// - Returns: A kernel that exists, or nil.
    package static func known(for text: String) -> String? {
        let folded = text.lowercased().filter { $0.isLetter || $0.isNumber || $0 == "." }
        for kernel in platform + runner {
            let plain = kernel.filter { $0 != "-" }
            if folded == plain || folded == kernel.drop(while: { $0 != "-" }).dropFirst() && kernel.contains(".") {
                return kernel
            }
        }
        switch folded {
        case "swift", "swift6.0", "swift6.1", "swift6.2", "swift6.3": return "swift-6"
        case "py310", "python310": return "python-3.10"
        case "py311", "python311": return "python-3.11"
        case "py312", "python312": return "python-3.12"
        case "nodejs22", "node22.0": return "node-22"
        default: return nil
        }
    }
}
