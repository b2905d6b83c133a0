/// The rules about a manifest and the code of its model, which need the code to be compiled.
///
/// They are declared here so that a manifest's comments can name them; the module `ModelAgreement` and the model build
/// check them.
extension Rule {
    /// A model that was changed after it was pinned.
    package static let modelChanged = Rule(
        "model-changed",
        "A model that is in runner.lock matches the lock.",
        scope: .code
    )
    /// Code that the compiler rejects.
    package static let doesNotCompile = Rule(
        "does-not-compile",
        "A model's Swift files compile against the kit.",
        scope: .code
    )
    /// Code that compiles but cannot be used.
    package static let doesNotLoad = Rule(
        "does-not-load",
        "A compiled model can be loaded and set up.",
        scope: .code
    )
    /// A declaration without a property.
    package static let missingProperty = Rule(
        "missing-property",
        "Each input and output of the manifest is a property of the model's Input or Output.",
        scope: .code
    )
    /// A property without a declaration.
    package static let undeclaredProperty = Rule(
        "undeclared-property",
        "Each property of the model's Input and Output is declared in the manifest.",
        scope: .code
    )
    /// A property of another type.
    package static let propertyType = Rule(
        "property-type",
        "A property has the type that the manifest declares.",
        scope: .code
    )
    /// A property that needs a value that may be missing, or that may lack a required value.
    package static let propertyOptionality = Rule(
        "property-optionality",
        "A property is optional exactly if its input or output can be missing.",
        scope: .code
    )
    /// A value that the manifest allows and the code does not accept.
    package static let refusedValue = Rule(
        "refused-value",
        "A property accepts every value that the manifest allows.",
        scope: .code
    )
    /// A type whose properties cannot all be read.
    package static let unreadableType = Rule(
        "unreadable-type",
        "The properties of the model's Input and Output can be determined.",
        scope: .code
    )
    /// A secret that the code requests and does not get.
    package static let undeclaredSecret = Rule(
        "undeclared-secret",
        "Each secret that the model requests is declared in the manifest.",
        scope: .code
    )
    /// A secret that the code gets and does not use.
    package static let unusedSecret = Rule(
        "unused-secret",
        "A declared secret is requested by the model.",
        severity: .warning,
        scope: .code
    )

    /// All rules about code, in the order of the documentation.
    package static let code: [Rule] = [
        .modelChanged, .doesNotCompile, .doesNotLoad, .missingProperty, .undeclaredProperty, .propertyType,
        .propertyOptionality, .refusedValue, .unreadableType, .undeclaredSecret, .unusedSecret,
    ]
}
