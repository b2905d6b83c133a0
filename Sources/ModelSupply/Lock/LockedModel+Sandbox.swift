internal import ErrorReporting
internal import Sandbox

extension LockedModel {
    /// Refuses a model from elsewhere on a kernel that cannot confine it.
    ///
    /// - Parameters:
    ///   - directory: The model's directory as the user named it.
    ///   - installation: Whether the user runs such models all the same.
    /// - Throws: ``RunnerError`` with `configuration`.
    func requireSandbox(_ directory: String, _ installation: Installation) throws(RunnerError) {
        let support = SandboxSupport.ofThisKernel
        guard entry.source != nil, !installation.allowsUnsafeModels, !support.confinesForeignCode else { return }
        let gaps = support.gaps.filter(\.isSerious)
        throw RunnerError(
            .configuration,
            "the model in '\(directory)' comes from elsewhere, and this kernel cannot confine it: "
                + gaps.map(\.risk).joined(separator: "; "),
            help: gaps.map(\.remedy).joined(separator: "; ") + "; or, if you trust the model, use --unsafe-models"
        )
    }
}
