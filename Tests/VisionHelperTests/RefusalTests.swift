import InferenceKit
import TestSupport
import Testing

@testable import VisionHelper

struct RefusalTests {
    static let serviceCodes = [
        50200, 50215, 50218, 50400, 50411, 50412, 50413, 50511, 50512, 50513, 50514, 50516, 50517, 50518, 50519, 50520,
        50429, 50430, 50500, 50501,
    ]
    static let gatewayCodes = [
        "MissingAuthenticationToken", "MissingParameter", "MissingRequestInfo", "InvalidTimestamp", "ServiceNotFound",
        "InvalidActionOrVersion", "InvalidAccessKey", "SignatureDoesNotMatch", "LackPolicy", "InternalError",
        "InternalServiceTimeout", "FlowLimitExceeded", "InvalidAuthorization", "InvalidCredential",
        "InvalidSecretToken", "FailToConnect", "ServiceUnavailableTemp",
    ]

    @Test func `every code of the service has a message of its own and a fix`() {
        let refusals = Self.serviceCodes.map { ServiceRefusal(code: $0, httpStatus: 400) }
        #expect(Set(refusals.map(\.message)).count == refusals.count)
        #expect(refusals.allSatisfy { !$0.help.isEmpty && !$0.message.contains("does not know") })
    }

    @Test func `every code of the gateway has a message of its own and a fix`() {
        let refusals = Self.gatewayCodes.map { GatewayRefusal(code: $0, httpStatus: 400) }
        #expect(Set(refusals.map(\.message)).count == refusals.count)
        #expect(refusals.allSatisfy { !$0.help.isEmpty && !$0.message.contains("does not know") })
    }

    @Test(arguments: [
        (50400, PredictionError.Code.accessDenied), (50215, .invalidInput), (50411, .contentRefused),
        (50518, .contentRefused), (99999, .serviceUnavailable),
    ])
    func `a refusal of the service has its kind`(_ code: Int, _ kind: PredictionError.Code) async throws {
        let vision = try VisionFixture([.service(code)])
        let error = await predictionError { _ = try await vision.submit() }
        #expect(error?.code == kind)
        #expect(error?.vendor?.code == String(code))
        #expect(vision.transport.requests.count == 1)
    }

    @Test(arguments: [
        ("InvalidAccessKey", 401, PredictionError.Code.accessDenied), ("SignatureDoesNotMatch", 401, .accessDenied),
        ("AccessDenied", 403, .accessDenied), ("MissingParameter", 400, .configuration),
        ("NeverHeardOf", 403, .accessDenied), ("NeverHeardOf", 418, .serviceUnavailable),
    ])
    func `a refusal of the gateway has its kind`(_ code: String, _ status: Int, _ kind: PredictionError.Code)
        async throws
    {
        let vision = try VisionFixture([.gateway(code, status: status)])
        let error = await predictionError { _ = try await vision.submit() }
        #expect(error?.code == kind)
        #expect(error?.vendor == .init(code: code, message: "as it said", httpStatus: status, requestID: "g1"))
        #expect(vision.transport.requests.count == 1)
    }

    @Test func `an error never shows a secret`() async throws {
        let vision = try VisionFixture([.gateway("SignatureDoesNotMatch", status: 401)])
        let error = await predictionError { _ = try await vision.submit() }
        #expect(error.map { "\($0)".contains("not-to-be-seen") } == false)
        var shown = ""
        dump(vision.api, to: &shown)
        #expect(!shown.contains("not-to-be-seen"))
    }

    @Test(arguments: ["ftp://x", "127.0.0.1:80", "https://", "https://h/path", "https://u:p@h", "http://h?x=1"])
    func `an endpoint that is no address is refused`(_ text: String) {
        #expect(throws: PredictionError.self) { try VisionEndpoint(text) }
    }
}
