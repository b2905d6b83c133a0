import InferenceKit
import TestSupport
import Testing

@testable import VisionHelper

/// What `runner doctor` learns from a model of the API.
struct CheckTests {
    private func check(
        _ answers: [ScriptedTransport.Answer],
        keys: [String: Secret] = ["BYTEPLUS_ACCESS_KEY": Secret("access"), "BYTEPLUS_SECRET_KEY": Secret("secret")],
        endpoint: String? = nil
    ) async -> (findings: [ServiceFinding], requests: [HTTPRequest]) {
        let transport = ScriptedTransport(answers)
        let setup = Setup(
            secrets: keys,
            declaredSecrets: ["BYTEPLUS_ACCESS_KEY", "BYTEPLUS_SECRET_KEY"],
            endpoint: endpoint,
            transport: transport,
            signer: { _ in NamingSigner() },
            time: TestTime()
        )
        return (await VisionAPI.check("the_model", setup), transport.requests)
    }

    private let alive = ScriptedTransport.Answer.response(HTTPResponse(status: 404))

    @Test func `keys that are accepted work, and nothing is submitted`() async throws {
        let (findings, requests) = await check([alive, .state("not_found")])
        #expect(findings.map(\.subject) == [.network, .keys])
        #expect(findings.last?.outcome == .works("the keys are accepted and the model is offered"))
        #expect(requests.map(\.method) == ["GET", "POST"])
        #expect(requests.last?.url.contains("Action=CVGetResult") == true)
        #expect(
            requests.last?.body
                == .bytes(Array(#"{"req_key":"the_model","task_id":"1000000000000000001"}"#.utf8))
        )
    }

    @Test(arguments: [
        (ScriptedTransport.Answer.gateway("SignatureDoesNotMatch", status: 401), PredictionError.Code.accessDenied),
        (.service(50400, status: 401), .accessDenied), (.service(50200), .configuration),
        (.json("<html>", status: 502), .serviceUnavailable),
    ])
    func `keys that are refused fail as a prediction would`(
        _ answer: ScriptedTransport.Answer,
        _ code: PredictionError.Code
    ) async throws {
        let (findings, _) = await check([alive, answer])
        guard case .fails(let error) = findings.last?.outcome else {
            Issue.record("\(findings)")
            return
        }
        #expect(findings.last?.subject == .keys)
        #expect(error.code == code)
    }

    @Test func `an input that is judged means that the keys are accepted`() async throws {
        let (findings, _) = await check([alive, .service(50215)])
        #expect(findings.last?.outcome == .works("the keys are accepted and the model is offered"))
    }

    @Test func `without keys only the network is checked`() async throws {
        let (findings, requests) = await check([alive], keys: [:])
        #expect(findings.map(\.subject) == [.network])
        #expect(requests.map(\.url) == ["https://cv.byteplusapi.com/"])
    }

    @Test func `without an answer, or with a wrong address, nothing else is asked`() async throws {
        let (findings, requests) = await check([.lost(.cannotConnect, reached: false)])
        #expect(findings.map(\.subject) == [.network])
        #expect(requests.count == 1)
        let (wrong, none) = await check([], endpoint: "https://a.test/path")
        #expect(wrong.map(\.subject) == [.network])
        #expect(none.isEmpty)
    }
}
