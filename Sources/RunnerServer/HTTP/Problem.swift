package import HTTPTypes
package import Hummingbird
package import InferenceKit
internal import NIOCore

/// The status of an answer; the kit has a type with the name `HTTPResponse`, too.
package typealias HTTPStatus = HTTPTypes.HTTPResponse.Status

extension HTTPStatus {
    /// 402, RFC 9110 §15.5.3.
    package static let paymentRequired = HTTPStatus(code: 402, reasonPhrase: "Payment Required")
}

/// Why a request is refused, RFC 9457: what is wrong, and what to do.
package struct Problem: Error, Sendable {
    /// The status of the answer.
    package var status: HTTPStatus
    /// The stable name of what went wrong, in kebab case, for programs.
    package var code: String
    /// What is wrong with this request, one sentence.
    package var detail: String
    /// What to do about it.
    package var help: String?
    /// More members for programs.
    package var members: [String: JSONValue] = [:]
    /// More header fields.
    package var headers = HTTPFields()

    /// Describes a problem.
    ///
    /// - Parameters:
    ///   - status: The status of the answer.
    ///   - detail: What is wrong with this request, one sentence.
    ///   - code: The stable name; by default that of the status, such as `not-found`.
    ///   - help: What to do about it.
    package init(_ status: HTTPStatus, _ detail: String, code: String? = nil, help: String? = nil) {
        self.status = status
        self.detail = detail
        self.help = help
        self.code = code ?? status.reasonPhrase.lowercased().split(separator: " ").joined(separator: "-")
    }

    /// The same with another header field.
    package func with(_ name: HTTPField.Name, _ value: String) -> Problem {
        var problem = self
        problem.headers[name] = value
        return problem
    }

    /// The members of the answer's body.
    package var json: JSONValue {
        var object = members
        object["title"] = .string(status.reasonPhrase)
        object["status"] = .int(status.code)
        object["detail"] = .string(help.map { "\(detail); \($0)" } ?? detail)
        object["code"] = .string(code)
        object["help"] = help.map(JSONValue.string)
        return .object(object)
    }

    /// The header field that tells clients whether to send the same again.
    package static let shouldRetry = name("x-should-retry")

    private static func name(_ text: String) -> HTTPField.Name {
        // Every letter and dash is allowed in a name.
        HTTPField.Name(text) ?? .retryAfter
    }
}

extension Problem: HTTPResponseError {
    /// The answer.
    package func response(from request: Request, context: some RequestContext) throws -> Response {
        var fields = headers
        fields[.contentType] = "application/problem+json"
        // A client that repeats a refused request on its own would be refused again, or would pay twice.
        if fields[Self.shouldRetry] == nil { fields[Self.shouldRetry] = status == .tooManyRequests ? "true" : "false" }
        return Response(
            status: status,
            headers: fields,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.encoded))
        )
    }
}
