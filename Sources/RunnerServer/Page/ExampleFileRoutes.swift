internal import FoundationEssentials
internal import HTTPTypes
internal import Hashing
internal import Hummingbird
internal import InferenceKit
internal import Media
internal import ModelExamples
internal import ModelManifest
internal import ModelSupply

/// Pictures, sound and video of a model's examples, so that a form can be filled with them.
struct ExampleFileRoutes {
    let parts: ServerParts

    private static let mostBytes: Int64 = 64 << 20

    func add(to table: inout RouteTable) {
        let parts = parts
        table.get("/v1/models/:owner/:name/examples/:example/files/:input") { request, context in
            let model = try parts.catalog.model(context.modelName)
            guard context.client.mayUse(model), let path = Self.path(model, context),
                let size = Self.size(of: path), size <= Self.mostBytes, let info = try? MediaProbe.probe(path: path),
                let bytes = FileManager.default.contents(atPath: path)
            else {
                throw Problem(
                    .notFound,
                    "the example '\(context.parameter("example").prefix(100))' of '\(context.modelName.prefix(200))' has no "
                        + "picture, sound or video in '\(context.parameter("input").prefix(100))'",
                    code: "no-such-file",
                    help: "GET /v1/models/OWNER/NAME/examples lists the examples"
                )
            }
            return try await FileAnswer(
                path: path,
                sizeBytes: size,
                sha256: try SHA256.digest(of: [UInt8](bytes)).hex,
                contentType: info.format.contentType,
                name: String(path.split(separator: "/").last ?? "file")
            ).response(to: request, context)
        }
    }

    /// The file of an input of media; what else an example names stays on this machine.
    private static func path(_ model: ModelDirectory, _ context: ServerContext) -> String? {
        let name = context.parameter("input")
        guard let input = model.manifest.input(name), [.image, .audio, .video].contains(input.type),
            let example = model.examples.compactMap(\.example).first(where: { $0.name == context.parameter("example") }
            ),
            let file = example.input[name]?.string
        else { return nil }
        return ModelDirectory.exampleFile(file, in: example.directory)
    }

    private static func size(of path: String) -> Int64? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return attributes?[.type] as? FileAttributeType == .typeRegular ? attributes?[.size] as? Int64 : nil
    }
}
