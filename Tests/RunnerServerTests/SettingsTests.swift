import RunStore
import RunnerServer
import TestSupport
import Testing

/// Lets everyone in.
private struct OpenDirectory: ClientDirectory {
    var hasTokens: Bool { false }

    func client(token: String?) async throws -> Client { .anonymous }
}

struct SettingsTests {
    @Test func `options come before variables, and these before the file`() throws {
        let directory = try TestDirectory()
        let file = try directory.write(
            "serve.json",
            #"{"concurrency": 2, "queue": 3, "grace": "5s", "emulator": true, "registry": ["a", "b"]}"#
        )
        let settings = try ServerSettings(
            options: [.concurrency: "7"],
            environment: [
                "RUNNER_SERVE_CONCURRENCY": "8", "RUNNER_SERVE_QUEUE": "9", "RUNNER_SLOTS": "vision=1,ark=10",
                "RUNNER_SERVE_MAX_COST": "1.5", "RUNNER_ACCOUNT": "studio",
                "RUNNER_SERVE_METRICS": "prometheus:ada", "RUNNER_MAX_COST_PER_DAY": "20",
            ],
            file: file
        )
        #expect(settings.concurrency == 7 && settings.queueLength == 9 && settings.grace == .seconds(5))
        #expect(settings.usesEmulator && settings.registry == ["a", "b"])
        #expect(settings.limits.slots == ["vision": 1, "ark": 10] && settings.metricsReaders == ["prometheus", "ada"])
        // The numbers of '/metrics' are those of the account, and its name is part of that.
        #expect(settings.limits.account == "studio")
        #expect(settings.maxCost == 1.5 && settings.maxCostPerDay == 20)
    }

    @Test(arguments: ["", "much", "-1"]) func `a daily limit that is no amount never counts as none`(_ text: String) {
        #expect(throws: (any Error).self) {
            try ServerSettings(options: [:], environment: ["RUNNER_MAX_COST_PER_DAY": text], file: nil)
        }
    }

    @Test func `a home directory that the shell did not put in is put into every path`() throws {
        let directory = try TestDirectory()
        let settings = try ServerSettings(
            options: [.store: "~/runs.sqlite", .registry: "~/models:/srv/models"],
            environment: ["HOME": "/home/ada", "RUNNER_SERVE_FILES": "~/files", "RUNNER_SERVE_TLS_KEY": "~/key.pem"],
            file: try directory.write("serve.json", #"{"tls-certificate": "~/cert.pem"}"#)
        )
        #expect(settings.store == "/home/ada/runs.sqlite" && settings.files == "/home/ada/files")
        #expect(settings.registry == ["/home/ada/models", "/srv/models"])
        #expect(settings.certificate == "/home/ada/cert.pem" && settings.certificateKey == "/home/ada/key.pem")
    }

    @Test(arguments: [
        ("127.0.0.1:8020", nil, true), ("localhost:1", nil, true), ("[::1]:1", nil, true), ("0.0.0.0:1", nil, false),
        ("127.0.0.1:1", "https://models.example.com", false), ("127.0.0.1:1", "http://10.0.0.1:80/runner", false),
        ("127.0.0.1:1", "https://127.0.0.1.example.com", false), ("127.0.0.1:1", "http://127.0.0.1@example.com", false),
        ("127.0.0.1:1", "http://localhost:8080/runner", true), ("127.0.0.1:1", "https://[::1]:8443", true),
        ("0.0.0.0:1", "http://localhost:8080", false),
    ])
    func `a server is private if neither its address nor its public URL leads to it from elsewhere`(
        _ listen: String,
        _ publicURL: String?,
        _ isPrivate: Bool
    ) async throws {
        var options = [Setting.listen: listen]
        options[.publicURL] = publicURL
        let settings = try ServerSettings(options: options, environment: [:], file: nil)
        #expect(settings.isPrivate == isPrivate)
        guard !isPrivate else { return try await ModelServer.check(settings, OpenDirectory()) }
        await #expect(throws: (any Error).self) { try await ModelServer.check(settings, OpenDirectory()) }
    }

    @Test func `messages go to this machine only for its user, or if the operator allows it`() throws {
        func allows(_ caller: String?, _ options: [Setting: String] = [:]) throws -> Bool {
            try ServerSettings(options: options, environment: [:], file: nil).allowsLoopbackWebhooks(of: caller)
        }
        #expect(try allows("anonymous") && !allows("ada") && !allows(nil))
        #expect(try !allows("anonymous", [.publicURL: "https://models.example.com"]))
        #expect(try !allows("anonymous", [.listen: "0.0.0.0:80"]))
        #expect(try allows("ada", [.loopbackWebhooks: "yes"]))
    }

    @Test(arguments: [
        (Setting.listen, "nowhere", "--listen"), (.concurrency, "0", "--concurrency"), (.queue, "many", "--queue"),
        (.maxCost, "-1", "--max-cost"), (.maxCostPerDay, "inf", "--max-cost-per-day"), (.keep, "long", "--keep"),
        (.emulator, "perhaps", "--emulator"), (.publicURL, "example.com", "--public-url"),
        (.certificate, "a.pem", "--tls-key"),
    ])
    func `a wrong setting is named with its place`(_ setting: Setting, _ text: String, _ name: String) throws {
        let error = #expect(throws: (any Error).self) {
            try ServerSettings(options: [setting: text], environment: [:], file: nil)
        }
        #expect("\(error.map { "\($0)" } ?? "")".contains(name))
    }

    @Test(arguments: [
        (#"{"concurency": 2}"#, "did you mean 'concurrency'?"), ("[]", "not one JSON object"),
        (#"{"listen": {}}"#, "'listen'"), (#"{"concurrency": "x"}"#, "'concurrency' in"),
    ])
    func `a wrong file is refused with the fix`(_ text: String, _ words: String) throws {
        let directory = try TestDirectory()
        let file = try directory.write("serve.json", text)
        let error = #expect(throws: (any Error).self) {
            try ServerSettings(options: [:], environment: [:], file: file)
        }
        #expect("\(error.map { "\($0)" } ?? "")".contains(words), "\(error.map { "\($0)" } ?? "")")
    }
}
