internal import InferenceKit

/// A response of the API to a request that it carried out.
struct ARKAnswer: Sendable, Hashable {
    /// The body.
    var body: JSONValue
    /// The request id, as a part of an error.
    var vendor: PredictionError.VendorDetail
}

extension ARKAnswer {
    /// Reads a response.
    ///
    /// - Returns: `nil` when the status is not one of success, or the body is not a JSON object.
    init?(_ response: HTTPResponse) {
        guard (200...299).contains(response.status), let body = try? JSONValue(parsing: response.body),
            case .object = body
        else { return nil }
        self.body = body
        vendor = PredictionError.VendorDetail(requestID: response.requestID(in: nil))
    }
}

extension HTTPResponse {
    /// What the service says about a request that it refuses, `{"error":{"code","message","param","type"}}`, or the gateway in front of
    /// it, `{"ResponseMetadata":{"Error":{"CodeN","Code","Message"}}}`.
    ///
    /// - Returns: The service's words, and the field that it refuses.
    var refusal: (vendor: PredictionError.VendorDetail, parameter: String?) {
        let answer = try? JSONValue(parsing: body)
        let error = answer?["error"] ?? answer?["ResponseMetadata"]?["Error"]
        let message = error?["message"]?.string ?? error?["Message"]?.string
        let codes = [error?["code"], error?["Code"], error?["CodeN"]].compactMap(\.self)
        let code = codes.lazy.compactMap { $0.string ?? $0.integer.map(String.init) }.first
        let vendor = PredictionError.VendorDetail(
            code: code.map(vendorText),
            message: message.map(vendorText),
            httpStatus: status,
            requestID: requestID(in: message)
        )
        return (vendor, error?["param"]?.string.flatMap { $0.isEmpty ? nil : vendorText($0) })
    }

    /// The request id from the header, or from the end of a message: `… Request id: 0217…`.
    fileprivate func requestID(in message: String?) -> String? {
        if let header = headers["X-Request-Id"], !header.isEmpty { return vendorText(header) }
        guard let message, let mark = message.firstRange(of: "Request id: ") else { return nil }
        let word = message[mark.upperBound...].prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        return word.isEmpty ? nil : String(word)
    }
}
