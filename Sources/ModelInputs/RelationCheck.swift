internal import ModelManifest
internal import ModelSupply

/// Checks which inputs are given together.
struct RelationCheck {
    private let manifest: Manifest

    /// - Parameter manifest: What is allowed.
    init(_ manifest: Manifest) {
        self.manifest = manifest
    }

    /// Checks the names of the inputs that were given.
    ///
    /// - Parameter given: The inputs that the user gave, without defaults.
    /// - Returns: The relations that they break, each once.
    func check(_ given: Set<String>) -> [InputViolation] {
        var violations: [InputViolation] = []
        var reported: Set<Set<String>> = []
        for input in manifest.inputs where given.contains(input.name) {
            for other in input.excludes where given.contains(other) && reported.insert([input.name, other]).inserted {
                violations.append(
                    InputViolation(
                        input: input.name,
                        message: "it cannot be given together with '\(other)'",
                        help: "remove '\(input.name)' or '\(other)'"
                    )
                )
            }
            for other in input.needs where !given.contains(other) {
                let needed = manifest.input(other).map(example) ?? "VALUE"
                violations.append(
                    InputViolation(
                        input: input.name,
                        message: "it needs '\(other)', which is missing",
                        help: "add \(CommandText.word("\(other)=\(needed)")), or remove '\(input.name)'"
                    )
                )
            }
        }
        return violations
    }
}
