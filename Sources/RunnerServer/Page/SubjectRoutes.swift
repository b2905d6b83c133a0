internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import InferenceKit
internal import ModelInputs
internal import ModelSupply
internal import RunStore
internal import RunnerCore
internal import SubjectMasks
internal import Uploads

/// Finds the subjects of a picture, so that a caller can choose one; nothing is charged.
struct SubjectRoutes {
    let parts: ServerParts

    func add(to table: inout RouteTable) {
        table.post("/v1/models/:owner/:name/subjects") { request, context in
            let body = try await request.jsonObject()
            var order = PredictionIntake.Order(
                model: try parts.catalog.model(context.modelName),
                input: try PredictionRoutes.input(body),
                client: context.client,
                bases: parts.address.bases(for: request)
            )
            order.fits = try PredictionRoutes.flag("fit", body)
            return Response(json: try await parts.turns.take(for: order.client.name) { try await find(order) })
        }
    }

    private func find(_ order: PredictionIntake.Order) async throws -> JSONValue {
        let intake = PredictionIntake(parts)
        try intake.check(order.client, order.model)
        var request = try await intake.request(order, uploads: parts.uploads, output: nil)
        request.timeout = .seconds(120)
        let scratch = try ScratchDirectory(in: parts.installation.temporaryDirectory)
        defer { scratch.remove() }
        let report = try await SubjectSearch(registry: parts.registry, installation: parts.installation)
            .find(request, overlay: nil, masks: scratch.path) { _ in }
        var subjects: [JSONValue] = []
        for subject in report.subjects {
            guard case .object(var members) = subject.json else { continue }
            members["text"] = .string(subject.text)
            members["mask"] = .string(
                try await keep("\(scratch.path)/\(subject.index).png", subject.index, of: order.client)
            )
            subjects.append(.object(members))
        }
        return [
            "model": .string(report.model), "input": .string(report.input),
            "width": .int(report.width), "height": .int(report.height), "charged": false,
            "subjects": .array(subjects), "fitted": .array(report.fitted.map(\.json)),
        ]
    }

    /// Keeps a mask as an upload of the client: links of services expire.
    ///
    /// - Returns: The path of its bytes at this server.
    private func keep(_ path: String, _ index: Int, of client: Client) async throws -> String {
        let bytes = [UInt8](FileManager.default.contents(atPath: path) ?? Data())
        return try await FileRoutes.reading {
            let file = try parts.edges.shelf.receive()
            try await file.write(bytes)
            let record = try await parts.edges.shelf.keep(file, name: "mask-\(index).png", owner: client.name)
            return "\(FileResource.prefix)\(record.id)/download"
        }
    }
}
