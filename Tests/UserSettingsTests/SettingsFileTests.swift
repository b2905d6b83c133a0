import ErrorReporting
import Foundation
import TestSupport
import Testing
import UserSettings

struct SettingsFileTests {
    private let directory: TestDirectory

    init() throws {
        directory = try TestDirectory()
    }

    private func read(_ text: String, mode: Int = 0o600) throws -> [SettingsFile.Entry] {
        let path = try directory.write("runner/config.yml", text)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return try SettingsFile(["XDG_CONFIG_HOME": directory.path, "HOME": "/home/ada"])?.entries ?? []
    }

    @Test func `each key stands for a variable`() throws {
        let entries = try read(
            """
            # Settings of this machine.
            state: ~/runs.sqlite
            registry: [~/models, /srv/models]
            max_cost_per_day: 20
            endpoints: {vision: "http://127.0.0.1:8080", my-api: https://example.com}
            secrets:
                BYTEPLUS_ACCESS_KEY: AKLT
            """
        )
        let values = Dictionary(uniqueKeysWithValues: entries.map { ($0.variable, $0.value) })
        #expect(
            values == [
                "RUNNER_STATE": "/home/ada/runs.sqlite", "RUNNER_REGISTRY": "/home/ada/models:/srv/models",
                "RUNNER_MAX_COST_PER_DAY": "20", "VISION_ENDPOINT": "http://127.0.0.1:8080",
                "MY_API_ENDPOINT": "https://example.com", "BYTEPLUS_ACCESS_KEY": "AKLT",
            ]
        )
        #expect(entries.map(\.line) == [2, 3, 4, 5, 5, 7])
    }

    @Test func `a home directory that the shell did not put in is put into every variable with a path`() {
        let environment = [
            "HOME": "/home/ada", "RUNNER_STATE": "~/runs.sqlite", "RUNNER_CACHE": "~",
            "RUNNER_CONFIG": "~/a/config.yml",
            "RUNNER_SWIFTC": "/opt/~/swiftc", "RUNNER_REGISTRY": "~/models:/srv/models:~bo/models:~/more",
            "RUNNER_STAGING": "~/x",
        ]
        #expect(
            PathVariables.replacements(in: environment) == [
                "RUNNER_STATE": "/home/ada/runs.sqlite", "RUNNER_CACHE": "/home/ada",
                "RUNNER_CONFIG": "/home/ada/a/config.yml",
                "RUNNER_REGISTRY": "/home/ada/models:/srv/models:~bo/models:/home/ada/more",
            ]
        )
        #expect(PathVariables.replacements(in: environment.filter { $0.key != "HOME" }) == [:])
    }

    @Test(arguments: [
        ("max_cost: 20\n", "config.yml:1:1: unknown key 'max_cost'"),
        ("- a\n", "the settings are not keys with values"),
        ("state:\n", "'state' has no usable value"), ("state: [a]\n", "'state' has no usable value"),
        ("endpoints: x\n", "'endpoints' is not a mapping"),
        ("endpoints: {Vision: x}\n", "is not a name for 'endpoints'"),
        ("secrets: {a-b: x}\n", "is not a name for 'secrets'"), ("state: a\nstate: b\n", "config.yml:2"),
        ("state: 'a\n", "config.yml:"),
    ])
    func `what cannot be understood is an error with its place`(text: String, message: String) throws {
        #expect {
            try read(text)
        } throws: { error in
            let error = error as? RunnerError
            return error?.code == .configuration && error?.message.contains(message) == true
        }
    }

    @Test func `a file with secrets must be the user's alone`() throws {
        #expect(throws: RunnerError.self) { try read("secrets: {KEY: x}\n", mode: 0o644) }
        #expect(try read("state: /x\n", mode: 0o644).count == 1)
    }

    @Test func `a missing file is no error unless it was named`() throws {
        #expect(try SettingsFile(["HOME": directory.path]) == nil)
        #expect(try SettingsFile([:]) == nil)
        #expect(throws: RunnerError.self) { try SettingsFile(["RUNNER_CONFIG": "\(directory.path)/none.yml"]) }
    }
}
