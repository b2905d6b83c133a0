package import InferenceKit

extension ErrorReport {
    /// The error as JSON: `code` and `message`, and `help`, `task_id`, `vendor`, `log` and more where there is something to say.
    package var json: JSONValue {
        var members = details
        members["code"] = .string(code)
        members["message"] = .string(message)
        if let help, !help.isEmpty { members["help"] = .string(help) }
        members["task_id"] = taskID.map(JSONValue.string)
        members["vendor"] = vendor?.json
        if !logTail.isEmpty { members["log"] = .array(logTail.map(JSONValue.string)) }
        return .object(members)
    }
}

extension PredictionError.VendorDetail {
    /// What a service said as JSON, without what it did not say.
    package var json: JSONValue {
        var members: [String: JSONValue] = [:]
        members["code"] = code.map(JSONValue.string)
        members["message"] = message.map(JSONValue.string)
        members["http_status"] = httpStatus.map(JSONValue.int)
        members["request_id"] = requestID.map(JSONValue.string)
        return .object(members)
    }
}
