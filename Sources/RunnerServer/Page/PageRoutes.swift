internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import RunnerPage
internal import Uploads

/// The web page: its files come with the program, and everything that it shows comes from the other routes.
struct PageRoutes {
    /// Whether the page is at `/`, too; a server of one model has Cog's API there.
    let isAtRoot: Bool

    func add(to table: inout RouteTable) {
        if isAtRoot { table.get("/") { request, _ in try Self.answer(request, "index.html") } }
        table.get("/page") { request, _ in try Self.answer(request, "index.html") }
        table.get("/page/:file") { request, context in
            try Self.answer(request, context.parameter("file"))
        }
    }

    private static func answer(_ request: Request, _ name: String) throws(Problem) -> Response {
        guard let file = PageAssets.file(name) else {
            throw Problem(
                .notFound,
                "the page has no file '\(name.prefix(100))'",
                help: "the page is at /page"
            )
        }
        var headers: HTTPFields = [
            .contentType: file.contentType, .eTag: file.etag,
            // Another version of the program has other files under the same names.
            .cacheControl: "no-cache",
            .xContentTypeOptions: "nosniff",
        ]
        for (name, value) in PageAssets.protection {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        if ByteRange.matches(ifNoneMatch: request.headers[.ifNoneMatch], etag: file.etag) {
            headers[.contentType] = nil
            return Response(status: .notModified, headers: headers)
        }
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: file.bytes))
        )
    }
}
