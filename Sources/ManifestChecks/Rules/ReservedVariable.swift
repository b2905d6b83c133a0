package import Diagnostics
import ManifestDecoding
internal import ModelManifest
import YAML

extension Rule {
    /// A variable that the machine needs.
    package static let reservedVariable = Rule(
        "reserved-variable",
        "Secrets and 'env' do not set variables that the machine needs."
    )
}

/// Some variables decide which program or library is run, or where it finds its files.
enum ReservedVariable: ManifestRule {
    static var rule: Rule { .reservedVariable }

    /// What a model can have good reason to set in `env`, but never to ask the user for.
    private static let settable: Set<String> = ["NODE_OPTIONS"]

    /// Reports variables that the machine needs, and names that cannot be variables.
    static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        guard VariableNames.areThere(in: manifest) else { return }
        for variable in VariableNames(manifest).all {
            guard NameForms.isVariable(variable.name) else {
                findings.reportVariableName(variable.name, at: variable.place)
                continue
            }
            guard isReserved(variable) else { continue }
            findings.report(
                .reservedVariable,
                "\(quoted(variable.name)) is a variable that the machine needs",
                at: variable.place,
                help:
                    "choose another name, such as '\(variable.isSecret ? "MODEL_KEY" : "MODEL_\(variable.name.uppercased())")'",
                blocks: false
            )
        }
    }

    /// Whether a variable must not be set, whatever its case.
    static func isReserved(_ variable: VariableNames.Variable) -> Bool {
        ReservedVariables.contains(variable.name)
            || (variable.isSecret && settable.contains(variable.name.uppercased()))
    }
}
