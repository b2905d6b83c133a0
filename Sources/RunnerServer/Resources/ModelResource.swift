package import InferenceKit
internal import ModelManifest
package import ModelSupply
internal import RunnerPage

/// A model as Replicate's API shows it.
package struct ModelResource: Sendable {
    private let model: ModelDirectory
    private let base: String
    private let created: String

    /// Describes a model.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - base: The address of the server, as the client knows it.
    ///   - created: When its manifest was last changed, as text.
    package init(_ model: ModelDirectory, base: String, created: String) {
        self.model = model
        self.base = base
        self.created = created
    }

    /// The object.
    ///
    /// - Parameter runCount: How many predictions the client has made with it.
    /// - Returns: The model with its version.
    /// - Throws: When the files of the model cannot be read.
    package func json(runCount: Int) throws -> JSONValue {
        let name = ModelCatalog.name(of: model)
        let parts = name.split(separator: "/").map(String.init)
        let manifest = model.manifest
        return [
            "url": .string("\(base)/v1/models/\(name)"),
            "owner": .string(parts.first ?? ""),
            "name": .string(parts.last ?? ""),
            "description": .string(manifest.description),
            "visibility": "private",
            "is_official": false,
            "github_url": .null, "paper_url": .null, "license_url": .null, "cover_image_url": .null,
            "run_count": .int(runCount),
            "default_example": .null,
            "latest_version": try version,
            "runner": ModelCard.json(manifest),
        ]
    }

    /// The only version of the model.
    package var version: JSONValue {
        get throws {
            [
                "id": .string(try ModelVersions.version(of: model)),
                "created_at": .string(created),
                "cog_version": "0.23.1",
                "openapi_schema": ModelSchema(model.manifest).document,
            ]
        }
    }
}
