package import Diagnostics
package import InferenceKit

extension Rule {
    /// A declaration without a property.
    package static let missingProperty = Rule(
        "missing-property",
        "Each input and output of the manifest is a property of the model's Input or Output."
    )
    /// A property without a declaration.
    package static let undeclaredProperty = Rule(
        "undeclared-property",
        "Each property of the model's Input and Output is declared in the manifest."
    )
    /// A property of another type.
    package static let propertyType = Rule(
        "property-type",
        "A property has the type that the manifest declares."
    )
    /// A property that needs what may be missing, or that may lack what has to be there.
    package static let propertyOptionality = Rule(
        "property-optionality",
        "An input that may be left out is an optional property, and no output is one."
    )
    /// A value that one allows and the other does not take.
    package static let refusedValue = Rule(
        "refused-value",
        "A property takes every value that the manifest allows."
    )
    /// A type that tells not all of its properties.
    package static let unreadableType = Rule(
        "unreadable-type",
        "The properties of the model's Input and Output can be found out."
    )
    /// A secret that the code wants and does not get.
    package static let undeclaredSecret = Rule(
        "undeclared-secret",
        "Each secret that the model asks for is declared in the manifest."
    )
    /// A secret that the code gets and does not want.
    package static let unusedSecret = Rule(
        "unused-secret",
        "A declared secret is asked for by the model.",
        severity: .warning
    )
}

/// The rules about a manifest and the model's code together, which need the code to be compiled.
package enum AgreementRule {
    /// The rules, in the order of the documentation.
    package static let all: [Rule] = [
        .modelChanged, .doesNotCompile, .doesNotLoad, .missingProperty, .undeclaredProperty, .propertyType,
        .propertyOptionality,
        .refusedValue, .unreadableType, .undeclaredSecret, .unusedSecret,
    ]

    /// Holds a manifest and the shape of its model's code against each other.
    ///
    /// Comments that ignore a finding are honoured, and those that ignore nothing are found.
    ///
    /// - Parameters:
    ///   - decoded: The manifest, without errors.
    ///   - shape: What the code takes, gives and asks for.
    ///   - mentions: Whether the model's code names a text; a secret that it names is not called unused.
    /// - Returns: The findings, each at its place in the manifest, sorted.
    package static func check(
        _ decoded: DecodedManifest,
        against shape: ModelShape,
        mentions: (String) -> Bool
    ) -> [Diagnostic] {
        guard let manifest = decoded.manifest else { return [] }
        let inputs = InputAgreement(decoded: decoded, shape: shape.input).diagnostics(manifest.inputs)
        let outputs = OutputAgreement(decoded: decoded, shape: shape.output).diagnostics(manifest.outputs)
        let secrets = SecretAgreement(decoded: decoded, asked: shape.secrets)
            .diagnostics(manifest.secrets, mentions: mentions)
        let found = inputs + outputs + secrets
        return decoded.ignores.applied(to: found, path: decoded.path) { id in all.contains { $0.id == id } }.sorted()
    }
}
