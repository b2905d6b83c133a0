internal import FoundationEssentials
internal import InferenceKit

/// A response of the API, by its origin and its meaning.
enum VisionAnswer: Sendable, Hashable {
    /// Code 10000: the service did what it was asked.
    case success(data: JSONValue, requestID: String?)
    /// The service itself refused or failed: a numeric code and `data: null`.
    case serviceError(code: Int, vendor: PredictionError.VendorDetail)
    /// The gateway in front of it refused or failed: `ResponseMetadata.Error`.
    case gatewayError(code: String, vendor: PredictionError.VendorDetail)
    /// Neither: an HTML page, an empty body, a truncated text.
    case unreadable(what: String, vendor: PredictionError.VendorDetail)

    /// Reads a response: the code decides and not the HTTP status, which some gateways set to 200 for errors.
    ///
    /// See `docs/vision-api.md`, section "Responses".
    init(_ response: HTTPResponse) {
        var vendor = PredictionError.VendorDetail(httpStatus: response.status)
        guard let answer = try? JSONDecoder().decode(AnswerMembers.self, from: Data(response.body)) else {
            self = .unreadable(
                what: response.body.isEmpty ? "an empty response" : "a response that is not JSON",
                vendor: vendor
            )
            return
        }
        if let metadata = answer.metadata {
            vendor.requestID = metadata["RequestId"]?.string.map(vendorText)
            guard let error = metadata["Error"], let code = error["Code"]?.string else {
                self = .unreadable(what: "a gateway response without an error code", vendor: vendor)
                return
            }
            vendor.code = vendorText(code)
            vendor.message = error["Message"]?.string.map(vendorText)
            self = .gatewayError(code: code, vendor: vendor)
            return
        }
        vendor.requestID = answer.requestID.map(vendorText)
        switch answer.code {
        case 10_000:
            self = .success(data: answer.data, requestID: vendor.requestID)
        case let code?:
            vendor.code = String(code)
            vendor.message = answer.message.map(vendorText)
            self = .serviceError(code: code, vendor: vendor)
        case nil:
            self = .unreadable(what: "JSON without a code", vendor: vendor)
        }
    }
}

/// The members of a response that are read, each `nil` when it is missing or of another kind.
///
/// Each is read as its kind, because to find out the kind of an arbitrary value costs an error for each other kind.
private struct AnswerMembers: Decodable {
    var code: Int?
    var message: String?
    var requestID: String?
    var data: JSONValue
    /// The gateway's part of the response.
    var metadata: JSONValue?

    private enum CodingKeys: String, CodingKey {
        case code
        case message
        case requestID = "request_id"
        case data
        case metadata = "ResponseMetadata"
    }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        metadata = members.contains(.metadata) ? try members.decode(JSONValue.self, forKey: .metadata) : nil
        requestID = members.text(.requestID)
        message = members.text(.message)
        code = (try? members.decodeIfPresent(Int.self, forKey: .code)) ?? members.text(.code).flatMap { Int($0) }
        let object = try? members.decodeIfPresent([String: JSONValue].self, forKey: .data)
        data = try object.map { .object($0) } ?? members.decodeIfPresent(JSONValue.self, forKey: .data) ?? .null
    }
}

extension KeyedDecodingContainer {
    /// A member that is text; `nil` when it is missing or of another kind.
    fileprivate func text(_ key: Key) -> String? {
        try? decodeIfPresent(String.self, forKey: key)
    }
}

/// The service's response to a request that it carried out.
struct VisionSuccess: Sendable, Hashable {
    /// The member `data`; `null` when it is missing.
    var data: JSONValue
    /// The request id that the service's support asks for.
    var requestID: String?

    /// `data.resp_data`, a JSON text inside a JSON string, or the object itself where a service sends that.
    var responseData: JSONValue? {
        guard let inner = data["resp_data"] else { return nil }
        guard let text = inner.string else { return inner }
        return try? JSONValue(parsing: Array(text.utf8))
    }

    /// The task that was accepted, `data.task_id`; `nil` when it is not named by a word of printable ASCII.
    var taskID: String? {
        let id = data["task_id"]?.string ?? data["task_id"]?.integer.map(String.init) ?? ""
        return !id.isEmpty && id.utf8.count <= 200 && id.utf8.allSatisfy { (0x21...0x7E).contains($0) } ? id : nil
    }

    /// The request id, as a part of an error.
    var vendor: PredictionError.VendorDetail { .init(requestID: requestID) }
}
