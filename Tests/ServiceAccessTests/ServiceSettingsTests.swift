import ErrorReporting
import ModelManifest
import Testing

@testable import ServiceAccess

/// Each service has its own endpoint, so that no keys reach an endpoint that is meant for another service.
struct ServiceSettingsTests {
    private static let environment = [
        "VISION_ENDPOINT": "http://127.0.0.1:1", "ARK_ENDPOINT": "http://127.0.0.1:2/",
        "LONG_SPEECH_ENDPOINT": "https://speech.example.com", "RUNNER_STAGING": "http://127.0.0.1:1/uploads",
    ]

    private func settings(
        _ service: String?,
        endpoint: String? = nil,
        _ environment: [String: String] = environment
    ) throws -> ServiceSettings {
        let name = try service.map { try #require(ServiceName($0)) }
        return try ServiceSettings(of: name, endpoint: endpoint, staging: nil, environment: environment)
    }

    @Test(
        arguments: [
            ("vision", "http://127.0.0.1:1"), ("ark", "http://127.0.0.1:2"),
            ("long-speech", "https://speech.example.com"), ("music", nil), (nil, nil),
        ] as [(String?, String?)]
    )
    func `a variable redirects its own service only`(service: String?, endpoint: String?) throws {
        #expect(try settings(service).endpoint == endpoint)
    }

    @Test(arguments: ["vision", nil]) func `the option redirects the model that is predicted with`(
        _ service: String?
    ) throws {
        #expect(try settings(service, endpoint: "https://a.example.com/").endpoint == "https://a.example.com")
    }

    @Test func `an empty variable is an error for its own service only`() throws {
        let error = #expect(throws: RunnerError.self) { try settings("ark", ["ARK_ENDPOINT": ""]) }
        #expect(error?.message == "ARK_ENDPOINT is empty")
        #expect(error?.code == .configuration)
        #expect(try settings("vision", ["ARK_ENDPOINT": ""]).endpoint == nil)
    }

    @Test func `an emulator stands in for every service, with the endpoint that is meant for it`() throws {
        let line =
            "ARK_ENDPOINT=http://127.0.0.1:3/ark VISION_ENDPOINT=http://127.0.0.1:3 KEY=k RUNNER_STAGING=http://127.0.0.1:3/up"
        let emulator = try #require(EmulatorProcess.Address(line: line))
        let settings = { (service: String?) in
            try ServiceSettings(
                emulator: emulator,
                of: service.flatMap(ServiceName.init),
                environment: Self.environment
            )
        }
        #expect(try settings("vision").endpoint == "http://127.0.0.1:3")
        #expect(try settings("ark").endpoint == "http://127.0.0.1:3/ark")
        #expect(try settings("music").endpoint == "http://127.0.0.1:3/ark")
        #expect(try settings(nil).staging == "http://127.0.0.1:3/up")
        #expect(try settings(nil).isCharged == false)
        #expect(try settings(nil).secret("KEY") == "k")
        #expect(try settings(nil).secret("OTHER") == "emulator-secret")
        #expect(EmulatorProcess.Address(line: "KEY=k") == nil)
        #expect(EmulatorProcess.Address(line: "listening on port 3") == nil)
    }

    @Test func `without an emulator the user's own settings are left out`() throws {
        let settings = try ServiceSettings(
            emulator: nil,
            of: ServiceName("vision"),
            environment: Self.environment.merging(["KEY": "real"]) { $1 }
        )
        #expect(settings.endpoint == nil)
        #expect(settings.staging == nil)
        #expect(settings.secret("KEY") == "emulator-secret")
    }
}
