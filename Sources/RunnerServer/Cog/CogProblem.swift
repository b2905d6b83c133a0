internal import ErrorReporting
internal import HTTPTypes
internal import Hummingbird
internal import InferenceKit
internal import ModelManifest

/// Answers errors as Cog does, with the members of a problem document beside Cog's own.
struct CogProblem {
    /// What is wrong.
    let problem: Problem

    /// Takes what an error says.
    init(_ error: any Error) {
        problem = Problem(error)
    }

    /// The answer: `detail` is a list with one entry for each wrong input, or `error` a sentence.
    func response(_ manifest: Manifest, given: [String: JSONValue]) -> Response {
        var fields = problem.headers
        if fields[Problem.shouldRetry] == nil { fields[Problem.shouldRetry] = "false" }
        guard problem.status == .unprocessableContent, let violations = problem.members["violations"]?.array else {
            var members = problem.members
            members["error"] = .string(problem.help.map { "\(problem.detail); \($0)" } ?? problem.detail)
            members["code"] = .string(problem.code)
            members["status"] = "failed"
            return Response(json: .object(members), status: problem.status, headers: fields)
        }
        let details = violations.map { violation in
            let name = violation["input"]?.string ?? ""
            let isMissing = given[name] == nil && manifest.input(name)?.isRequired == true
            return JSONValue.object([
                "loc": ["body", "input", .string(name)],
                "msg": isMissing ? "Field required" : violation["message"] ?? "",
                "type": isMissing ? "value_error.missing" : "value_error",
            ])
        }
        return Response(
            json: ["detail": .array(details), "code": .string(problem.code), "violations": .array(violations)],
            status: .unprocessableContent,
            headers: fields
        )
    }

    /// The answer to a body that is no request, in plain text as Cog sends it.
    static func text(_ status: HTTPStatus, _ text: String) -> Response {
        Response(
            status: status,
            headers: [.contentType: "text/plain; charset=utf-8", Problem.shouldRetry: "false"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }
}
