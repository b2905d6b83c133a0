internal import HTTPTypes
internal import Hummingbird
internal import InferenceKit
internal import RunStore
internal import Uploads

/// Files that callers upload, as Replicate's API has them.
struct FileRoutes {
    let shelf: FileShelf
    /// The address of the server, as the client knows it.
    let base: @Sendable (Request) -> String

    func add(to table: inout RouteTable) {
        let (shelf, base) = (shelf, base)
        table.post("/v1/files") { request, context in
            let upload = try await Self.reading { try await FileUpload(request, to: shelf) }
            guard let file = upload.file else { throw Self.missing("") }
            let record = try await Self.reading {
                try await shelf.keep(
                    file,
                    name: upload.name,
                    metadata: upload.metadata,
                    owner: context.client.name
                )
            }
            return Response(json: FileResource(record, base: base(request)).json, status: .created)
        }
        table.get("/v1/files") { request, context in
            let after = try request.uri.queryParameters["cursor"].map { try Self.position(String($0)) }
            let size = 100
            let files = try await shelf.files(of: context.client.name, after: after, limit: size + 1)
            let page = files.prefix(size)
            let next =
                files.count > size ? page.last.map { "\(base(request))/v1/files?cursor=\(Self.cursor($0))" } : nil
            return Response(json: [
                "next": next.map(JSONValue.string) ?? .null, "previous": .null,
                "results": .array(page.map { FileResource($0, base: base(request)).json }),
            ])
        }
        table.get("/v1/files/:file_id") { request, context in
            let file = try await Self.file(context, shelf)
            return Response(json: FileResource(file, base: base(request)).json)
        }
        table.get("/v1/files/:file_id/download") { request, context in
            let file = try await Self.file(context, shelf)
            return try await FileAnswer(
                path: shelf.path(file.sha256),
                sizeBytes: file.sizeBytes,
                sha256: file.sha256,
                contentType: file.contentType,
                name: file.name
            ).response(to: request, context)
        }
        table.on(.delete, "/v1/files/:file_id") { _, context in
            let id = try context.parameters.require("file_id")
            guard try await shelf.remove(id, of: context.client.name) else { throw Self.missing(id) }
            return Response(status: .noContent)
        }
    }

    private static func file(_ context: ServerContext, _ shelf: FileShelf) async throws -> ServerFile {
        let id = try context.parameters.require("file_id")
        guard let file = try await shelf.file(id, of: context.client.name) else { throw missing(id) }
        return file
    }

    /// Another caller's file is not there, either.
    private static func missing(_ id: String) -> Problem {
        Problem(
            .notFound,
            "there is no file '\(id.prefix(100))', or it has expired",
            help: "GET /v1/files lists your files; upload it again with POST /v1/files"
        )
    }

    /// Gives errors of the disk their statuses.
    static func reading<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as UploadError {
            switch error.code {
            case .tooLarge:
                throw Problem(
                    .contentTooLarge,
                    error.description,
                    help: "send a smaller file, or give an https link to it"
                )
            case .noRoom:
                throw Problem(
                    HTTPStatus(code: 507, reasonPhrase: "Insufficient Storage"),
                    "the server has no space for the file",
                    help: "try again later, or contact the operator of the server"
                )
            case .quota:
                throw Problem(
                    .contentTooLarge,
                    error.description,
                    code: "too-many-files",
                    help: "delete files with DELETE /v1/files/ID; each expires a day after it was last used"
                )
            case .unusable:
                throw Problem(
                    .internalServerError,
                    "the server cannot store the file",
                    help: "contact the operator of the server"
                )
            }
        }
    }

    /// A place in the list, opaque to clients.
    private static func cursor(_ file: ServerFile) -> String { "\(file.created.milliseconds)-\(file.id)" }

    private static func position(_ cursor: String) throws(Problem) -> ServerFilePosition {
        let parts = cursor.split(separator: "-", maxSplits: 1)
        guard parts.count == 2, let milliseconds = Int64(parts[0]), parts[1].utf8.count <= 64 else {
            throw Problem(
                .badRequest,
                "the cursor '\(cursor.prefix(100))' is not from this server",
                code: "invalid-cursor",
                help: "use the address in 'next' as it is, or omit 'cursor'"
            )
        }
        return ServerFilePosition(created: .init(milliseconds: milliseconds), id: String(parts[1]))
    }
}
