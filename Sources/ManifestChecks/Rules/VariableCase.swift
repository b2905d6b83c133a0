package import Diagnostics
import ManifestDecoding
internal import ModelManifest
import YAML

extension Rule {
    /// A variable in lower case.
    package static let variableCase = Rule(
        "variable-case",
        "Secrets and variables of 'env' are named in upper case, with '_' between words.",
        severity: .warning
    )
}

/// Environment variables are written in upper case by convention.
enum VariableCase: ManifestRule {
    static var rule: Rule { .variableCase }

    /// Variables that programs read in lower case.
    private static let customary: Set<String> = ["http_proxy", "https_proxy", "no_proxy", "all_proxy"]

    /// Reports variables that are not in upper case.
    static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        guard VariableNames.areThere(in: manifest) else { return }
        for variable in VariableNames(manifest).all
        where NameForms.isVariable(variable.name) && VariableNames.hasLowerCase(variable.name) {
            let isCustomary = !variable.isSecret && customary.contains(variable.name)
            if isCustomary || ReservedVariable.isReserved(variable) { continue }
            findings.report(
                .variableCase,
                "\(quoted(variable.name)) is not in upper case",
                at: variable.place,
                help: "write '\(variable.name.uppercased())' here and in the code that reads it"
            )
        }
    }
}
