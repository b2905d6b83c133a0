internal import HTTPTypes
internal import Hummingbird
internal import InferenceKit
internal import NIOCore
internal import Uploads

/// A file that arrives in the body of a request, in the form in which Replicate's clients send it.
struct FileUpload {
    /// The bytes.
    private(set) var file: IncomingFile?
    /// What the sender calls the file.
    private(set) var name: String?
    /// What the sender says about it.
    private(set) var metadata: [String: JSONValue] = [:]

    /// What a form may hold besides the file.
    private static let longestField = 64 << 10

    /// Reads a body; it is written to the disk as it arrives.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - shelf: Gives the place.
    /// - Throws: ``Problem`` with 400, 413, 415 or 422, or `UploadError`.
    init(_ request: Request, to shelf: FileShelf) async throws {
        let type = request.headers[.contentType] ?? ""
        guard type.lowercased().hasPrefix("multipart/form-data") else {
            throw Problem(
                .unsupportedMediaType,
                type.isEmpty ? "the body has no Content-Type" : "the body's Content-Type is '\(type.prefix(100))'",
                help: "send 'multipart/form-data' with the file in the part 'content'"
            )
        }
        // A file that is announced as too long need not arrive at all.
        if let length = request.headers[.contentLength].flatMap({ Int64($0) }),
            length > shelf.limits.fileBytes + Int64(Self.longestField) * 2
        {
            throw UploadError(.tooLarge, "the file has more than \(shelf.limits.fileBytes >> 20) MiB")
        }
        do {
            try await read(request, MultipartParser(contentType: type), shelf)
        } catch let malformed as MultipartParser.Malformed {
            throw Problem(
                .badRequest,
                "the form cannot be read: \(malformed.reason)",
                code: "invalid-form",
                help: "send 'multipart/form-data' as RFC 7578 defines it"
            )
        }
        guard file != nil else {
            throw Problem(
                .unprocessableContent,
                "the form has no part 'content'",
                code: "missing-file",
                help: "send the file in the part 'content'"
            )
        }
    }

    private mutating func read(_ request: Request, _ parser: MultipartParser, _ shelf: FileShelf) async throws {
        var parser = parser
        var field: (name: String, bytes: [UInt8])?
        for try await buffer in request.body {
            for event in try parser.receive(buffer.readableBytesView) {
                switch event {
                case .began(let header):
                    field = (header.name, [])
                    if header.name == "content" {
                        guard file == nil else {
                            throw MultipartParser.Malformed(reason: "there are two parts 'content'")
                        }
                        file = try shelf.receive()
                        name = header.fileName ?? name
                    }
                case .data(let bytes) where field?.name == "content":
                    try await file?.write(bytes)
                case .data(let bytes):
                    field?.bytes += bytes
                    if let field, field.bytes.count > Self.longestField {
                        throw MultipartParser.Malformed(reason: "the part '\(field.name.prefix(50))' is too long")
                    }
                case .ended:
                    if let field { try take(field.name, field.bytes) }
                }
            }
        }
        guard parser.isComplete else { throw MultipartParser.Malformed(reason: "the last boundary is missing") }
    }

    private mutating func take(_ field: String, _ bytes: [UInt8]) throws {
        switch field {
        case "metadata" where !bytes.isEmpty:
            guard let value = try? JSONValue(parsing: bytes), case .object(let members) = value else {
                throw Problem(
                    .unprocessableContent,
                    "the part 'metadata' is not a JSON object",
                    code: "invalid-metadata",
                    help: "send an object such as {\"customer\": \"ada\"}, or omit the part"
                )
            }
            metadata = members
        case "filename": name = String(decoding: bytes, as: UTF8.self)
        default: break
        }
    }
}
