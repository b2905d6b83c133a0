internal import InferenceKit

/// One operation of the HTTP API, as the OpenAPI document describes it.
struct APIOperation: Sendable {
    /// What an answer holds.
    enum Content: Sendable {
        /// JSON of a schema.
        case json(JSONValue)
        /// Anything of a media type.
        case other(String)
        /// Nothing.
        case none
    }

    /// The method, in lower case.
    let method: String
    /// The path, with parameters in braces.
    let path: String
    /// What it does, one phrase.
    let summary: String
    /// The group that it belongs to.
    let tag: String
    /// The parameters besides those of the path.
    var parameters: [JSONValue] = []
    /// The body of the request.
    var body: JSONValue?
    /// The answers that are not problems, by status.
    var answers: [Int: (description: String, content: Content)] = [:]
    /// The statuses of problems, besides those that every operation has.
    var problems: [Int] = []
    /// Whether it needs a token.
    var isAuthenticated = true

    /// Describes an operation without parameters.
    init(_ method: String, _ path: String, _ summary: String, tag: String) {
        self.method = method
        self.path = path
        self.summary = summary
        self.tag = tag
    }

    /// The name by which generated clients call it: `get_v1_files_file_id`.
    var id: String {
        ([method] + path.split { !$0.isLetter && !$0.isNumber }.map(String.init)).joined(separator: "_")
    }

    /// The object of the document.
    var json: JSONValue {
        var responses: [String: JSONValue] = [:]
        for (status, answer) in answers { responses["\(status)"] = Self.response(answer.description, answer.content) }
        let all = problems + (isAuthenticated ? [401, 429] : []) + [400, 404, 405, 500, 503]
        for status in all where responses["\(status)"] == nil {
            responses["\(status)"] = ["$ref": "#/components/responses/Problem"]
        }
        var members: [String: JSONValue] = [
            "operationId": .string(id), "summary": .string(summary), "tags": [.string(tag)],
            "responses": .object(responses),
        ]
        if !parameters.isEmpty { members["parameters"] = .array(parameters) }
        members["requestBody"] = body
        if !isAuthenticated { members["security"] = [] }
        return .object(members)
    }

    private static func response(_ description: String, _ content: Content) -> JSONValue {
        var members: [String: JSONValue] = ["description": .string(description)]
        switch content {
        case .json(let schema): members["content"] = ["application/json": ["schema": schema]]
        case .other(let type): members["content"] = .object([type: [:]])
        case .none: break
        }
        return .object(members)
    }
}

// MARK: - Building

extension APIOperation {
    /// The same with an answer.
    func answering(_ status: Int, _ description: String, _ content: Content) -> APIOperation {
        var operation = self
        operation.answers[status] = (description, content)
        return operation
    }

    /// The same with an answer whose content is a schema of the document.
    func answering(_ status: Int, _ description: String, schema: String) -> APIOperation {
        answering(status, description, .json(Self.reference(schema)))
    }

    /// The same with problems.
    func failing(_ statuses: Int...) -> APIOperation {
        var operation = self
        operation.problems += statuses
        return operation
    }

    /// The same with parameters, by their names in the document.
    func with(_ names: String...) -> APIOperation {
        var operation = self
        operation.parameters += names.map { ["$ref": .string("#/components/parameters/\($0)")] }
        return operation
    }

    /// The same with a body of JSON.
    func taking(_ schema: JSONValue) -> APIOperation {
        var operation = self
        operation.body = ["required": true, "content": ["application/json": ["schema": schema]]]
        return operation.failing(413, 415, 422)
    }

    /// The same for everyone.
    var open: APIOperation {
        var operation = self
        operation.isAuthenticated = false
        return operation
    }

    /// A schema of the document.
    static func reference(_ schema: String) -> JSONValue { ["$ref": .string("#/components/schemas/\(schema)")] }

    /// A page of a list.
    static func page(of schema: String) -> JSONValue {
        [
            "type": "object", "required": ["next", "previous", "results"],
            "properties": [
                "next": ["type": ["string", "null"], "format": "uri"],
                "previous": ["type": ["string", "null"], "format": "uri"],
                "results": ["type": "array", "items": reference(schema)],
            ],
        ]
    }
}
