internal import Addresses
internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import Uploads

/// The answer to a request for the bytes of a file: all of them, a part, or that nothing has changed.
struct FileAnswer {
    /// Where the file is.
    let path: String
    /// The length in bytes.
    let sizeBytes: Int64
    /// SHA-256 of the bytes, in hex; the tag of the answer.
    let sha256: String
    /// The media type.
    let contentType: String
    /// The name under which a browser saves it.
    let name: String

    /// Answers a request.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - context: Its context.
    /// - Returns: 200, 206 or 304.
    /// - Throws: ``Problem`` with 410 when the file is gone, or 416.
    func response(to request: Request, _ context: ServerContext) async throws -> Response {
        let tag = "\"\(sha256)\""
        var headers: HTTPFields = [
            .contentType: contentType, .eTag: tag, .acceptRanges: "bytes",
            // Only the caller may see it, and the bytes behind an address never change.
            .cacheControl: "private, max-age=86400, immutable",
            .xContentTypeOptions: "nosniff",
            .contentDisposition: "inline; filename*=UTF-8''\(PercentEncoding.encoded(name))",
        ]
        if ByteRange.matches(ifNoneMatch: request.headers[.ifNoneMatch], etag: tag) {
            headers[.contentType] = nil
            return Response(status: .notModified, headers: headers)
        }
        guard FileManager.default.fileExists(atPath: path) else {
            throw Problem(
                .gone,
                "the file '\(name)' is no longer there",
                help: "run the prediction again, or upload the file again"
            )
        }
        let field =
            request.method == .get && ByteRange.counts(ifRange: request.headers[.ifRange], etag: tag)
            ? request.headers[.range] : nil
        switch ByteRange(field, sizeBytes: sizeBytes) {
        case .whole:
            return Response(
                status: .ok,
                headers: headers,
                body: try await Self.files.loadFile(path: path, context: context)
            )
        case .part(let range):
            headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound)/\(sizeBytes)"
            let body = try await Self.files.loadFile(
                path: path,
                range: Int(range.lowerBound)...Int(range.upperBound),
                context: context
            )
            return Response(status: .partialContent, headers: headers, body: body)
        case .unsatisfiable:
            throw Problem(
                .rangeNotSatisfiable,
                "the file has \(sizeBytes) bytes, and none of the requested ones",
                help: "ask for 'Range: bytes=0-\(max(0, sizeBytes - 1))'"
            ).with(.contentRange, "bytes */\(sizeBytes)")
        }
    }

    private static let files = FileIO()
}
