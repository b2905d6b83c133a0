internal import HTTPTypes
internal import Hummingbird
internal import InferenceKit
internal import NIOCore

extension Request {
    /// The most bytes of a JSON body; files that are longer are uploaded.
    static let maximumJSONBytes = 32 << 20

    /// Shorter bodies are read however many others there are.
    private static let shortBytes = 64 << 10

    /// Reads a body that is a JSON object.
    ///
    /// - Parameter limit: The most bytes.
    /// - Returns: Its members; none for an empty body.
    /// - Throws: ``Problem``: 415 for another media type, 413 for a longer body, 400 for anything but a JSON object.
    func jsonObject(upTo limit: Int = maximumJSONBytes) async throws -> [String: JSONValue] {
        let value = try await withBytes(upTo: limit) { bytes -> JSONValue? in
            guard !bytes.isEmpty else { return [:] }
            let type = mediaType
            guard type == "application/json" || type.hasSuffix("+json") else {
                throw Problem(
                    .unsupportedMediaType,
                    type.isEmpty ? "the body has no Content-Type" : "the body's Content-Type is '\(type)'",
                    help: "send JSON with 'Content-Type: application/json'"
                )
            }
            return try await JSONBody.value(bytes)
        }
        guard let value else {
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

    /// The type that `Content-Type` names, in lower case and without parameters; empty without the field.
    var mediaType: String {
        headers[.contentType]?.prefix { $0 != ";" }.lowercased().filter { $0 != " " } ?? ""
    }

    /// Reads a body, and does something with it while its memory is accounted for.
    ///
    /// - Parameters:
    ///   - limit: The most bytes.
    ///   - use: Gets all of it.
    /// - Returns: What this returns.
    /// - Throws: ``Problem``: 413 for a longer body, 503 while too many long ones are being read; what `use` throws.
    func withBytes<Value>(upTo limit: Int, _ use: ([UInt8]) async throws -> Value) async throws -> Value {
        let tooLong = Problem(
            .contentTooLarge,
            "the body is longer than \(limit < 1 << 20 ? "\(limit >> 10) KiB" : "\(limit >> 20) MiB")",
            help: "upload files with POST /v1/files, and pass their URLs"
        )
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > limit { throw tooLong }
        var bytes: [UInt8] = []
        var taken = 0
        defer { BodyBudget.shared.give(taken) }
        for try await part in body {
            guard bytes.count + part.readableBytes <= limit else { throw tooLong }
            if bytes.count + part.readableBytes > Self.shortBytes {
                guard BodyBudget.shared.take(part.readableBytes) else {
                    throw Problem(
                        .serviceUnavailable,
                        "too many long bodies are being received",
                        code: "too-many-bodies",
                        help: "try again in a few seconds; nothing was sent or recorded"
                    ).with(.retryAfter, "5").with(Problem.shouldRetry, "true")
                }
                taken += part.readableBytes
            }
            bytes += part.readableBytesView
        }
        return try await use(bytes)
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
