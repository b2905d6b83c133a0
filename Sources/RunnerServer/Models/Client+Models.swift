internal import ModelManifest
internal import ModelSupply

extension Client {
    /// Whether the client may use a model.
    ///
    /// - Parameter model: The model.
    /// - Returns: Whether its token allows it.
    func mayUse(_ model: ModelDirectory) -> Bool {
        mayUse(model.manifest.fullName)
    }

    /// Whether the client may use the model with a full name.
    ///
    /// - Parameter name: The name as runs are recorded with it, without a namespace if there is none.
    /// - Returns: Whether its token allows it.
    func mayUse(_ name: String) -> Bool {
        models.map { $0.contains(name) || !name.contains("/") && $0.contains("local/\(name)") } ?? true
    }
}
