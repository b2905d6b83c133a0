internal import ErrorReporting
internal import ModelInputs
internal import ModelManifest
internal import ModelSupply

extension Preparation {
    /// Checks what is needed to find the subjects of a picture: the model, the picture, the service and its keys.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - watch: Called before a check that takes time.
    /// - Returns: A run with the picture as its only input, and the input that chooses a subject.
    /// - Throws: As ``prepare(_:watch:)``; ``RunnerError`` with `usage` for a model without such an input.
    func prepareSubjects(
        _ request: PredictionRequest,
        _ watch: @Sendable (RunUpdate) -> Void
    ) async throws -> (PreparedRun, InputDeclaration) {
        let model = try self.model(request.model)
        guard let chooser = model.manifest.inputs.first(where: { $0.subjectOf != nil }), let picture = chooser.subjectOf
        else {
            throw RunnerError(
                .usage,
                "the model '\(model.manifest.fullName)' has no input that chooses a subject of a picture",
                help: "its manifest marks such an input with 'subject_of: IMAGE'"
            )
        }
        var examined = try await examine(request, subjectsOf: picture, watch: watch)
        noteSecrets(request, model, examined.run.service, &examined.inputs, &examined.findings)
        guard examined.findings.isEmpty else { throw examined.findings.error }
        var run = examined.run
        run.inputs = run.inputs.filter { $0.key == picture }
        run.warnings = examined.inputs.warnings
        if case .ownEmulator = request.service { run.startsEmulator = true }
        return (run, chooser)
    }
}
