package import Diagnostics
import YAML

extension Rule {
    /// A variable in lower case.
    package static let variableCase = Rule(
        "variable-case",
        "Secrets and variables of 'env' are named in upper case, with '_' between words.",
        severity: .warning
    )
    /// A variable that the machine has a use for.
    package static let reservedVariable = Rule(
        "reserved-variable",
        "Secrets and 'env' leave alone the variables that the machine needs."
    )
    /// One name for a secret and a plain variable.
    package static let shadowedSecret = Rule("shadowed-secret", "A secret is not in 'env' as well.")
    /// A secret that nobody is told about.
    package static let undescribedSecret = Rule(
        "undescribed-secret",
        "A secret says what it is and where to get it.",
        severity: .warning
    )
}

/// Secrets and `env` are the variables that the model's process starts with.
enum SecretNames {
    /// Variables that decide which program or library is run, or where it finds its files.
    private static let reserved: Set<String> = [
        "PATH", "HOME", "USER", "SHELL", "PWD", "IFS", "ENV", "BASH_ENV", "LD_PRELOAD", "LD_AUDIT", "LD_LIBRARY_PATH",
        "DYLD_INSERT_LIBRARIES", "DYLD_LIBRARY_PATH", "PYTHONHOME", "PYTHONSTARTUP", "NODE_OPTIONS", "GCONV_PATH",
    ]
    /// Of those, the ones that a model has good reason to set in `env`.
    private static let settable: Set<String> = ["LD_LIBRARY_PATH", "NODE_OPTIONS"]

    /// Reports names that cannot be used, that the machine needs, or that are taken twice.
    static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        var env: Mapping?
        if case .mapping(let mapping) = manifest.mapping["env"]?.value.content { env = mapping }
        let secrets = env?.pairs.isEmpty == false ? Set(manifest.secrets.map(\.value.key)) : []
        for pair in env?.pairs ?? [] {
            checkName(pair.key.text, at: pair.key.span, isSecret: false, findings)
            ExposedSecret.checkVariable(pair, isSecret: secrets.contains(pair.key.text), findings)
        }
        var seen: Set<String> = []
        for secret in manifest.secrets {
            let key = secret.value.key
            // What is listed twice is reported as such.
            guard seen.insert(key).inserted else { continue }
            let place = secret.place(of: "key")
            if KeyShape.isKey(key) || ExposedSecret.holdsValue(key) { continue }
            checkName(key, at: place, isSecret: true, findings)
            if let twin = env?[key] {
                findings.report(
                    .shadowedSecret,
                    "\(quoted(key)) is a secret and in 'env'",
                    at: twin.key.span,
                    help: "remove it here, so that the user's secret is not replaced by this value",
                    notes: [("the secret is declared here", place)],
                    blocks: false
                )
            }
            if isBlank(secret.value.description), lacksDescription(secret.mapping), !findings.isFull {
                findings.report(
                    .undescribedSecret,
                    "secret \(quoted(key)) has no description",
                    at: place,
                    help:
                        "add 'description: …' with what it is and where to get it; users are asked for it by these words"
                )
            }
        }
    }

    /// Whether a secret has no description, rather than one that was not read or is reported as something else.
    private static func lacksDescription(_ secret: Mapping?) -> Bool {
        guard let secret else { return true }
        if let pair = secret["description"] { return pair.value.isNull || pair.value.string != nil }
        return secret.isWhole
            && !secret.pairs.contains {
                KeyHint.secret[$0.key.text]?.hasPrefix("description:") == true
                    || nearest(to: $0.key.text, in: ["description"]) != nil
            }
    }

    private static func checkName(_ name: String, at place: Span, isSecret: Bool, _ findings: Findings) {
        guard isVariableName(name) else {
            findings.reportVariableName(name, at: place)
            return
        }
        let hasLower = name.utf8.contains { $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") }
        let upper = hasLower ? name.uppercased() : name
        if reserved.contains(upper), isSecret || !settable.contains(upper) {
            findings.report(
                .reservedVariable,
                "\(quoted(name)) is a variable that the machine needs",
                at: place,
                help:
                    "choose a name of the model's own, such as '\(isSecret ? "MODEL_KEY" : "MODEL_\(upper)")'",
                blocks: false
            )
        } else if hasLower {
            guard isSecret || !customary.contains(name) else { return }
            findings.report(
                .variableCase,
                "\(quoted(name)) is not in upper case",
                at: place,
                help: "write '\(upper)' here and in the code that reads it"
            )
        }
    }

    /// Variables that programs read in lower case.
    private static let customary: Set<String> = ["http_proxy", "https_proxy", "no_proxy", "all_proxy"]
}
