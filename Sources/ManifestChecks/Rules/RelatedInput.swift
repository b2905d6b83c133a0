package import Diagnostics
import ManifestDecoding
import ModelManifest
import YAML

extension Rule {
    /// An `excludes` or a `needs` that is about no other input.
    package static let relatedInput = Rule(
        "related-input",
        "'excludes' and 'needs' name other inputs, and the inputs that the model needs can be given together.",
        isMandatory: true
    )
}

/// A relation that names no input would be silently ignored.
enum RelatedInput: ManifestRule {
    static var rule: Rule { .relatedInput }

    /// Reports relations with unknown inputs, with the input itself, and those that no request can meet.
    static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        for input in manifest.inputs where !input.value.excludes.isEmpty || !input.value.needs.isEmpty {
            for (key, names) in [("excludes", input.value.excludes), ("needs", input.value.needs)] {
                for name in names { check(name, key, input, manifest, findings) }
            }
        }
    }

    private static func check(
        _ name: String,
        _ key: String,
        _ input: Located<InputDeclaration>,
        _ manifest: LocatedManifest,
        _ findings: Findings
    ) {
        let place = input.place(of: key)
        let others = manifest.manifest.inputs.map(\.name).filter { $0 != input.value.name }
        guard let other = manifest.manifest.input(name), name != input.value.name else {
            guard manifest.hasAllInputs, !manifest.brokenInputs.contains(name) else { return }
            let near = nearest(to: name, in: others).map { "did you mean '\($0)'? " } ?? ""
            findings.report(
                .relatedInput,
                name == input.value.name
                    ? "'\(key)' names the input itself" : "no input is named \(quoted(name))",
                at: place,
                help: others.isEmpty ? "remove the key" : "\(near)the other inputs are \(listed(others, "and"))"
            )
            return
        }
        let both = input.value.excludes.contains(name) && input.value.needs.contains(name)
        let isNever = key == "excludes" && (other.isRequired || input.value.isRequired)
        guard both || isNever else { return }
        findings.report(
            .relatedInput,
            both
                ? "\(quoted(input.value.name)) excludes and needs \(quoted(name))"
                : "\(quoted(input.value.name)) excludes \(quoted(name)), but \(other.isRequired ? quoted(name) : "it") is required",
            at: place,
            help: both ? "remove one of the two" : "write 'required: false' in both inputs, or remove it"
        )
    }
}
