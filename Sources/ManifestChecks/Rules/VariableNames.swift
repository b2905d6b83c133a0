import Diagnostics
import ManifestDecoding
import ModelManifest
import YAML

/// The environment variables that the model's process starts with: those of `env`, and the secrets.
struct VariableNames {
    /// One name with its place.
    struct Variable {
        /// The name.
        let name: String
        /// Where it is.
        let place: Span
        /// Whether it is a secret.
        let isSecret: Bool
    }

    /// The mapping `env`; nil if there is none.
    let env: Mapping?
    /// The secrets, each key once, without those that contain a value instead of a name.
    let secrets: [Located<SecretDeclaration>]
    /// All names, those of `env` first.
    let all: [Variable]

    /// Gathers the variables of a manifest.
    init(_ manifest: LocatedManifest) {
        if case .mapping(let mapping) = manifest.mapping["env"]?.value.content { env = mapping } else { env = nil }
        var seen: Set<String> = []
        // A repeated key and an exposed value are reported by other rules.
        secrets = manifest.secrets.filter { secret in
            let key = secret.value.key
            return seen.insert(key).inserted && !KeyShape.isKey(key) && !ExposedSecret.holdsValue(key)
        }
        all =
            (env?.pairs ?? []).map { Variable(name: $0.key.text, place: $0.key.span, isSecret: false) }
            + secrets.map { Variable(name: $0.value.key, place: $0.place(of: "key"), isSecret: true) }
    }

    /// Whether a manifest has variables at all.
    static func areThere(in manifest: LocatedManifest) -> Bool {
        !manifest.secrets.isEmpty || manifest.mapping["env"] != nil
    }

    /// Whether a name has a lower-case letter.
    static func hasLowerCase(_ name: String) -> Bool {
        name.utf8.contains { $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") }
    }
}
