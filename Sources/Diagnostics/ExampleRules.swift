/// The rules about the examples beside a manifest; the module `ModelExamples` checks them.
extension Rule {
    /// An example that cannot be used.
    package static let badExample = Rule(
        "bad-example",
        "An example gives inputs and the expected outputs.",
        isMandatory: true
    )
    /// An example whose file is not there.
    package static let missingExampleFile = Rule(
        "missing-example-file",
        "The files that an example gives exist.",
        severity: .warning,
        isMandatory: true
    )

    /// All rules about examples, in the order of the documentation.
    package static let examples: [Rule] = [.badExample, .missingExampleFile]
}
