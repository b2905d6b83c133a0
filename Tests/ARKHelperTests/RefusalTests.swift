import InferenceKit
import TestSupport
import Testing

@testable import ARKHelper

struct RefusalTests {
    /// Every code of the reference, with its status and what becomes of a creation.
    static let codes: [(code: String, status: Int, PredictionError.Code)] = [
        ("MissingParameter", 400, .invalidInput), ("MissingParameter.prompt", 400, .invalidInput),
        ("InvalidParameter", 400, .invalidInput), ("InvalidParameter.size", 400, .invalidInput),
        ("InvalidParameter.TaskTypeConstraint", 400, .invalidInput),
        ("InvalidParameter.TaskTypeMismatch", 400, .invalidInput),
        ("AuthenticationError", 401, .accessDenied), ("AccessDenied", 403, .accessDenied),
        ("AccountOverdueError", 403, .accessDenied), ("ServiceOverdue", 403, .accessDenied),
        ("ServiceNotOpen", 403, .accessDenied), ("InvalidEndpointOrModel.NotFound", 404, .configuration),
        ("ModelNotOpen", 404, .accessDenied), ("QuotaExceeded", 429, .accessDenied),
        ("SetLimitExceeded", 429, .accessDenied), ("100020", 405, .configuration), ("100024", 401, .accessDenied),
        ("100025", 401, .accessDenied), ("100026", 401, .accessDenied), ("NobodyKnows", 400, .invalidInput),
        ("NobodyKnows", 403, .accessDenied), ("NobodyKnows", 404, .configuration),
    ]

    @Test(arguments: codes)
    func `a code refuses a creation for good`(_ row: (code: String, status: Int, PredictionError.Code)) async throws {
        let ark = try ARKFixture([.refused(row.code, status: row.status)])
        let error = await predictionError { _ = try await ark.createTask() }
        #expect(error?.code == row.2 && error?.help != nil)
        #expect(error?.vendor?.code == row.code && error?.vendor?.requestID == "0217a")
        #expect(ark.channel.steps == ["submit began", "submit failed"])
    }

    @Test(arguments: [
        "ModelAccountRpmRateLimitExceeded", "ModelAccountTpmRateLimitExceeded", "ModelAccountIpmRateLimitExceeded",
        "APIAccountRpmRateLimitExceeded", "AccountRateLimitExceeded", "RateLimitExceeded.EndpointRPMExceeded",
        "RateLimitExceeded.EndpointTPMExceeded", "ServerOverloaded", "RequestBurstTooFast", "NobodyKnows",
    ])
    func `a limit is waited for, in the end in vain`(_ code: String) async throws {
        let ark = try ARKFixture(Array(repeating: .refused(code, status: 429), count: 8))
        let error = await predictionError { _ = try await ark.createTask() }
        #expect(error?.code == .serviceUnavailable && ark.creations == 8)
    }

    @Test(arguments: ["Input", "Output"], ["Text", "Image", "Video", "Audio"])
    func `the content check names what it refuses`(_ side: String, _ kind: String) {
        for ending in ["", ".PrivacyInformation", ".PolicyViolation"] {
            let code = "\(side)\(kind)SensitiveContentDetected\(ending)"
            let refusal = ARKRefusal(code: code, parameter: nil, httpStatus: 400)
            #expect(refusal.errorCode == .contentRefused && !refusal.help.isEmpty)
            #expect(refusal.message.hasPrefix(side == "Input" ? "the given" : "the generated"))
            #expect(refusal.message.contains("real person") == (ending == ".PrivacyInformation"))
        }
    }

    @Test func `a refused field is named`() {
        let named = ARKRefusal(code: "InvalidParameter", parameter: "size", httpStatus: 400)
        #expect(named.message == "the service refuses the value of the field 'size'")
        #expect(ARKRefusal(code: "InvalidParameter.size", parameter: nil, httpStatus: 400) == named)
    }

    @Test func `no known code is without advice`() {
        for code in ARKRefusal.codes {
            let refusal = ARKRefusal(code: code, parameter: nil, httpStatus: 400)
            #expect(!refusal.message.isEmpty && !refusal.help.isEmpty, "\(code)")
        }
    }

    @Test(arguments: [
        ("a cat --rs 720p", "resolution"), ("a cat --ratio 16:9", "ratio"), ("--dur 5", "duration"),
        ("x --RT=1:1 y", "ratio"),
    ])
    func `an option in a prompt is refused with its input`(_ prompt: String, _ input: String) {
        let error = #expect(throws: PredictionError.self) {
            try ARKPrompt.checked(prompt, inputs: ["resolution", "ratio", "duration"])
        }
        #expect(error?.code == .invalidInput && error?.help?.contains("'\(input)'") == true)
    }

    @Test(arguments: ["a cat -- a dog", "em--dash", "--unknown 5", "state-of-the-art"])
    func `other dashes are words`(_ prompt: String) throws {
        #expect(try ARKPrompt.checked(prompt, inputs: []) == prompt)
    }
}
