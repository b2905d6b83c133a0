import InferenceKit
import Testing

@testable import VisionHelper

/// What an answer is taken for decides whether something is sent again that costs money.
struct AnswerTests {
    private func answer(_ body: String, status: Int = 200) -> VisionAnswer {
        VisionAnswer(HTTPResponse(status: status, body: Array(body.utf8)))
    }

    static let successes: [(String, JSONValue)] = [
        (#"{"code":10000}"#, .null), (#"{"code":10000,"data":null}"#, .null),
        (#"{"code":"10000","data":[1]}"#, [1]), (#"{"code":10000.0,"data":"x"}"#, "x"),
        (#"{"code":10000,"data":{"a":{"b":[true,null,0.5]}}}"#, ["a": ["b": [true, .null, .double(0.5)]]]),
        // What nobody reads may be anything.
        (#"{"code":10000,"data":{},"extra":1e999,"message":"\ud800"}"#, [:]),
    ]

    @Test(arguments: successes)
    func `code 10000 is a success, with whatever data there is`(_ body: String, _ data: JSONValue) {
        #expect(answer(body) == .success(data: data, requestID: nil))
        #expect(answer(body, status: 500) == .success(data: data, requestID: nil))
    }

    static let serviceErrors: [(String, String?, String?)] = [
        (#"{"code":50411,"message":"no","request_id":"r"}"#, "no", "r"), (#"{"code":"50411","message":5}"#, nil, nil),
        (#"{"code":50411,"data":{},"message":null,"request_id":[]}"#, nil, nil),
    ]

    @Test(arguments: serviceErrors)
    func `another code is an error of the service`(_ body: String, _ message: String?, _ requestID: String?) {
        let vendor = PredictionError.VendorDetail(
            code: "50411",
            message: message,
            httpStatus: 200,
            requestID: requestID
        )
        #expect(answer(body) == .serviceError(code: 50411, vendor: vendor))
    }

    @Test func `the gateway's word counts more than a code`() {
        let body = #"{"code":10000,"ResponseMetadata":{"RequestId":"r","Error":{"Code":"Busy","Message":7}}}"#
        let vendor = PredictionError.VendorDetail(code: "Busy", httpStatus: 503, requestID: "r")
        #expect(answer(body, status: 503) == .gatewayError(code: "Busy", vendor: vendor))
    }

    @Test(arguments: [
        ("", "an empty response"), ("<html>", "a response that is not JSON"),
        ("[10000]", "a response that is not JSON"),
        (#"{"code":10000"#, "a response that is not JSON"), (#"{"code":10000} x"#, "a response that is not JSON"),
        (#"{"code":10000,"data":{"a":1e999}}"#, "a response that is not JSON"),
        (#"{"code":null}"#, "JSON without a code"), (#"{"code":true}"#, "JSON without a code"),
        (#"{"code":99999999999999999999}"#, "JSON without a code"), ("{}", "JSON without a code"),
        (#"{"code":10000,"ResponseMetadata":null}"#, "a gateway response without an error code"),
        (#"{"code":10000,"ResponseMetadata":"x"}"#, "a gateway response without an error code"),
        (#"{"code":10000,"ResponseMetadata":{"Error":{}}}"#, "a gateway response without an error code"),
    ])
    func `anything else cannot be read`(_ body: String, _ what: String) {
        #expect(answer(body) == .unreadable(what: what, vendor: .init(httpStatus: 200)))
    }
}
