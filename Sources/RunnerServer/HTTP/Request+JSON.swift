internal import HTTPTypes
internal import Hummingbird
internal import InferenceKit
internal import NIOCore

extension Request {
    /// The most bytes of a JSON body; files that are longer are uploaded.
    static let maximumJSONBytes = 32 << 20

    /// Reads a body that is a JSON object.
    ///
    /// - Returns: Its members; none for an empty body.
    /// - Throws: ``Problem``: 415 for another media type, 413 for a longer body, 400 for anything but a JSON object.
    func jsonObject() async throws -> [String: JSONValue] {
        let bytes = try await bytes(upTo: Self.maximumJSONBytes)
        guard !bytes.isEmpty else { return [:] }
        let type = headers[.contentType]?.prefix { $0 != ";" }.lowercased().filter { $0 != " " } ?? ""
        guard type == "application/json" || type.hasSuffix("+json") else {
            throw Problem(
                .unsupportedMediaType,
                type.isEmpty ? "the body has no Content-Type" : "the body's Content-Type is '\(type)'",
                help: "send JSON with 'Content-Type: application/json'"
            )
        }
        let value: JSONValue
        do {
            value = try JSONValue(parsing: bytes)
        } catch {
            throw Problem(.badRequest, "the body is not valid JSON", code: "invalid-json", help: "send one JSON object")
        }
        guard case .object(let members) = value else {
            throw Problem(
                .badRequest,
                "the body is not a JSON object",
                code: "invalid-json",
                help: "send one JSON object"
            )
        }
        return members
    }

    /// Reads a body.
    ///
    /// - Parameter limit: The most bytes.
    /// - Returns: All of it.
    /// - Throws: ``Problem`` with 413 for a longer body.
    func bytes(upTo limit: Int) async throws -> [UInt8] {
        let tooLong = Problem(
            .contentTooLarge,
            "the body is longer than \(limit >> 20) MiB",
            help: "upload files with POST /v1/files, and name their URLs"
        )
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > limit { throw tooLong }
        var bytes: [UInt8] = []
        for try await part in body {
            guard bytes.count + part.readableBytes <= limit else { throw tooLong }
            bytes += part.readableBytesView
        }
        return bytes
    }
}

extension Response {
    /// An answer with a JSON body.
    ///
    /// - Parameters:
    ///   - value: The body.
    ///   - status: The status.
    ///   - headers: More header fields.
    init(json value: JSONValue, status: HTTPStatus = .ok, headers: HTTPFields = [:]) {
        var fields = headers
        fields[.contentType] = "application/json"
        self.init(status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: value.encoded)))
    }
}
