internal import InferenceKit
internal import ModelInputs
internal import ModelManifest
internal import ModelSupply

extension Preparation {
    /// Adapts files to their limits where that was asked for, and checks the inputs again.
    ///
    /// - Parameters:
    ///   - request: The request; the files that it names stay as they are.
    ///   - model: The model.
    ///   - reach: Which files may be used.
    ///   - inputs: The inputs as they were checked; receives those that were adapted.
    ///   - violations: What is wrong with them; receives what still is.
    ///   - watch: Called for each input that was adapted.
    /// - Returns: What was adapted.
    /// - Throws: `RunnerError` when nothing can be written, or `CancellationError`.
    func fit(
        _ request: PredictionRequest,
        _ model: ModelDirectory,
        _ reach: InputCheck.Reach,
        _ inputs: inout CheckedInputs,
        _ violations: inout [InputViolation],
        _ watch: (RunUpdate) -> Void
    ) async throws -> [FittedInput] {
        guard request.fit != .none else { return [] }
        let fitting = InputFitting(
            manifest: model.manifest,
            options: request.fit,
            reach: reach,
            installation: installation
        )
        let outcome = try await fitting.fit(request.inputs, inputs) {
            watch(.progress(ProgressUpdate("fitting \($0)")))
        }
        (inputs, violations) = InputCheck(model.manifest, reach: reach).examine(outcome.inputs)
        violations = violations.filter { outcome.failures[$0.input] == nil }
        violations += outcome.failures.sorted { $0.key < $1.key }.map(\.value)
        for fitted in outcome.fitted { watch(.fitted(fitted)) }
        return outcome.fitted
    }
}
