internal import FileStores
internal import Glibc
internal import HTTPTypes
internal import Hummingbird
internal import Media
internal import ModelSupply
internal import RunStore

/// Output files of predictions, for their callers.
struct OutputFileRoutes {
    let store: any RunDatabase
    /// Where the store of files is named.
    let installation: Installation

    func add(to table: inout RouteTable) {
        let (store, installation) = (store, installation)
        table.get("/v1/predictions/:id/files/:file") { request, context in
            let (id, name) = (context.parameter("id"), context.parameter("file"))
            guard let run = try? await store.run(named: id), run.id.description == id,
                run.caller == context.client.name,
                var file = run.files.first(where: { Self.name(of: $0) == name })
            else {
                throw Problem(
                    .notFound,
                    "the prediction '\(id.prefix(100))' has no file '\(name.prefix(100))'",
                    code: "no-such-file",
                    help: "GET /v1/predictions/ID lists the files of a prediction"
                )
            }
            // Another machine may have driven the run.
            if access(file.path, R_OK) != 0, let home = try await SharedFiles(installation)?.home(run) {
                file = home.files.first { $0.name == file.name } ?? file
            }
            return try await FileAnswer(
                path: file.path,
                sizeBytes: file.sizeBytes,
                sha256: file.sha256,
                contentType: Self.contentType(file.path),
                name: name
            ).response(to: request, context)
        }
    }

    /// The last part of a file's path, which its address ends with.
    static func name(of file: RunFile) -> String {
        file.path.split(separator: "/").last.map(String.init) ?? file.name
    }

    /// The media type of a file, from its bytes.
    static func contentType(_ path: String) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return ContentType.name(of: []) }
        defer { close(descriptor) }
        var head = [UInt8](repeating: 0, count: ContentType.examinedBytes)
        let count = head.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        return ContentType.name(of: Array(head.prefix(max(0, count))))
    }
}
