import ErrorReporting
import InferenceKit
import ModelManifest
import TestSupport
import Testing
import WorkerProtocol

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

    @Test(arguments: ["HTTP://127.0.0.1:1", "http://127.0.0.1:1/", "http://127.0.0.1:1//"])
    func `another spelling of an endpoint is the same endpoint`(_ text: String) throws {
        #expect(try settings("vision", endpoint: text).record == settings("vision").record)
        #expect(
            try settings("vision", ["VISION_ENDPOINT": text, "RUNNER_STAGING": "http://127.0.0.1:1/uploads"]).record
                == settings("vision").record
        )
    }

    @Test(arguments: ["vision", nil]) func `the option redirects the model that is predicted with`(
        _ service: String?
    ) throws {
        #expect(try settings(service, endpoint: "https://a.example.com/").endpoint == "https://a.example.com")
    }

    /// A manifest with a secret that is needed and one that is not.
    private var manifest: Manifest {
        var manifest = Manifest(name: "m")
        manifest.env = ["MODE": "fast"]
        manifest.secrets = [
            SecretDeclaration(key: "KEY", description: "A key.", isOptional: false),
            SecretDeclaration(key: "EXTRA", description: "Another.", isOptional: true),
        ]
        return manifest
    }

    @Test func `a worker gets what its manifest declares, and nothing else`() throws {
        let given = [
            "KEY": "one-secret", "EXTRA": "another", "PATH": "/bin", "AWS_SECRET_ACCESS_KEY": "aws", "MODE": "slow",
        ]
        var variables = try settings("vision", given).workerEnvironment(for: manifest)
        variables["SWIFT_BACKTRACE"] = nil
        #expect(variables == ["KEY": "one-secret", "EXTRA": "another", "MODE": "fast"])
    }

    @Test func `links of the manifest give a worker no right to connect`() throws {
        var input = InputDeclaration(name: "api", type: .string)
        input.defaultValue = .string("https://evil.example/?loot=")
        input.allowedValues = [.string("fast"), .string("see https://evil.example"), .integer(1)]
        var manifest = manifest
        manifest.inputs = [input]
        var settings = try self.settings("vision")
        #expect(
            settings.workerSettings(for: manifest).ownLinks
                == ["https://evil.example/?loot=", "see https://evil.example"]
        )
        #expect(!settings.workerSettings(for: manifest).hasForeignInputs)
        settings.hasForeignInputs = true
        #expect(settings.workerSettings(for: manifest).hasForeignInputs)
    }

    @Test(arguments: [nil, ""]) func `a secret that is not set, or empty, is missing`(value: String?) throws {
        let settings = try self.settings("vision", value.map { ["KEY": $0] } ?? [:])
        #expect(settings.missingSecrets(of: manifest).map(\.key) == ["KEY"])
        #expect(settings.missingSecretError(of: manifest)?.code == .missingSecret)
    }

    @Test func `the secrets of a model and of its bucket are kept out of records`() throws {
        let environment = [
            "KEY": "one-secret", "AWS_ACCESS_KEY_ID": "public", "AWS_SECRET_ACCESS_KEY": "aws-secret",
            "AWS_SESSION_TOKEN": "aws-token",
        ]
        let settings = try ServiceSettings(
            of: nil,
            endpoint: nil,
            staging: "s3://bucket/inputs?endpoint=https://s3.example.com&region=r",
            environment: environment
        )
        #expect(Set(settings.secretValues(of: manifest)) == ["one-secret", "aws-secret", "aws-token"])
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

    @Test func `an emulator learns the links among the inputs of a run`() throws {
        let directory = try TestDirectory()
        var emulator = try #require(EmulatorProcess.Address(line: "ARK_ENDPOINT=http://127.0.0.1:3/ark"))
        emulator.links = EmulatorLinks(path: "\(directory.path)/links")
        let settings = try ServiceSettings(emulator: emulator, of: nil, environment: [:])
        settings.allowEmulatorLinks(in: ["https://a.test/b", ["http://127.0.0.1:4/c"], "text", "https://a.test/\n", 5])
        #expect(
            try directory.read("links").split(separator: "\n").sorted() == ["http://127.0.0.1:4/c", "https://a.test/b"]
        )
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
