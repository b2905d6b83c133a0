internal import HTTPTypes
internal import ModelSupply
internal import RunnerCore

/// Versions of models: each model has one, named by the content key of its manifest and code.
struct ModelVersions: Sendable {
    let catalog: ModelCatalog

    /// The version of a model.
    static func version(of model: ModelDirectory) throws -> String { try RunKeys.key(of: model) }

    /// Finds a model by its name and version.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - version: The version, or `latest`.
    /// - Returns: The model.
    /// - Throws: ``Problem`` with 404 for an unknown model, with 422 for a version that the model no longer has.
    func model(_ name: String, version: String) throws -> ModelDirectory {
        let model = try catalog.model(name)
        let present = try Self.version(of: model)
        guard version == "latest" || version == present else {
            throw Problem(
                .unprocessableContent,
                "the model '\(name)' has no version '\(version.prefix(80))'",
                code: "no-such-version",
                help: "its version is \(present)"
            )
        }
        return model
    }

    /// Finds a model by its version.
    ///
    /// - Parameter version: The version.
    /// - Returns: The model.
    /// - Throws: ``Problem`` with 422 for an unknown version.
    func model(version: String) throws -> ModelDirectory {
        for model in try catalog.models() where (try? Self.version(of: model)) == version { return model }
        throw Problem(
            .unprocessableContent,
            "there is no version '\(version.prefix(80))'",
            code: "no-such-version",
            help: "give a model as OWNER/NAME; GET /v1/models lists the models with their versions"
        )
    }
}
