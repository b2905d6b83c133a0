import Foundation
import InferenceKit
import TestSupport
import Testing

/// What counts as money, for how long, and what is left of a limit.
struct CostTests {
    private let directory: TestDirectory

    init() throws {
        directory = try TestDirectory()
    }

    private func predict(
        _ emulator: EmulatorRun,
        _ options: [String],
        more: [String: String] = [:]
    ) async throws -> ProgramRun {
        try await run(
            "runner",
            ["predict", "\(Project.directory)/vision/omnihuman-1-0-quick"] + options
                + ["-i", "image=\(Project.sample("astronaut.jpg"))", "audio=\(Project.sample("hello.mp3"))"],
            environment: environment(emulator).merging(more) { $1 },
            in: directory.path
        )
    }

    private func environment(_ emulator: EmulatorRun) -> [String: String] {
        emulator.environment.merging(["RUNNER_STATE": "\(directory.path)/runs.sqlite"]) { $1 }
    }

    private func json(_ run: ProgramRun) throws -> JSONValue { try JSONValue(parsing: Array(run.output.utf8)) }

    @Test func `a run of an emulator that identifies itself needs no consent and costs nothing`() async throws {
        try await EmulatorRun.with(isFree: true) { emulator in
            let made = try await predict(emulator, ["--json"], more: ["RUNNER_MAX_COST_PER_DAY": "0.01"])
            #expect(made.status == 0, "\(made.summary)")
            #expect(made.errors.contains("(not charged by the emulator)"), "\(made.summary)")
            #expect(try json(made)["price_usd"] == 0)
            #expect(try await emulator.submits() == 1)
            let cost = try await run("runner", ["runs", "cost"], environment: environment(emulator))
            #expect(cost.output == "$0.00\n", "\(cost.summary)")
            let killed = try await predict(emulator, [], more: ["RUNNER_FAULT": "after-create:runner"])
            #expect(killed.status == 137)
            let resumed = try await run(
                "runner",
                ["runs", "resume", "last"],
                environment: environment(emulator).merging(["RUNNER_MAX_COST_PER_DAY": "0.01"]) { $1 }
            )
            #expect(resumed.status == 0, "\(resumed.summary)")
        }
    }

    @Test func `a server that is no emulator counts as one that charges`() async throws {
        try await EmulatorRun.with { emulator in
            let refused = try await predict(emulator, [])
            #expect(refused.status == 77, "\(refused.summary)")
        }
    }

    @Test func `costs are broken down by model, label and day, and the period is always stated`() async throws {
        try await EmulatorRun.with { emulator in
            #expect(try await predict(emulator, ["--yes"]).status == 0)
            let variables = environment(emulator).merging(["TZ": "UTC"]) { $1 }
            let runs = { (words: [String]) in try await run("runner", ["runs", "cost"] + words, environment: variables)
            }
            let all = try await runs([])
            #expect(all.output == "$0.69\n", "\(all.summary)")
            #expect(all.errors.hasPrefix("all time, since 20"), "\(all.summary)")
            let today = try await runs(["--since", "today", "--by", "day"])
            let day = ISO8601DateFormatter().string(from: Date()).prefix(10)
            #expect(today.output.contains("\(day)  1     $0.69"), "\(today.summary)")
            #expect(today.errors == "since \(day) 00:00:00 UTC\n", "\(today.summary)")
            let monday = try await runs(["--since", "monday", "--by", "label", "--json"])
            let object = try json(monday)
            #expect(object["by"] == "label")
            #expect(object["groups"]?.array?.first?["label"] == .null, "\(monday.summary)")
            #expect(object["since"]?.string?.hasSuffix("T00:00:00.000Z") == true)
            #expect(try weekday(object["since"]) == 2)
            let model = try await runs(["--by", "model"])
            #expect(model.output.contains("bytedance/omnihuman-1-0  1     $0.69"), "\(model.summary)")
            let future = try await runs(["--since", "2199-01-01", "--by", "day"])
            #expect(future.output.isEmpty)
            #expect(future.errors == "since 2199-01-01 00:00:00 UTC; no run was paid for\n")
        }
    }

    /// The day of the week in UTC; 1 is Sunday.
    private func weekday(_ time: JSONValue?) throws -> Int {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions.insert(.withFractionalSeconds)
        let date = try #require(formatter.date(from: time?.string ?? ""))
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar.component(.weekday, from: date)
    }

    @Test func `a model without a price and without keys is free under every limit, and does not block other runs`()
        async throws
    {
        let models = try TestModels()
        let path = try models.write("hello", predict: #"Output(greeting: "Hello")"#)
        try await EmulatorRun.with { emulator in
            for limit in ["0", "1"] {
                let made = try await run(
                    "runner",
                    ["predict", path, "--json"],
                    environment: environment(emulator).merging(["RUNNER_MAX_COST_PER_DAY": limit]) { $1 },
                    in: directory.path
                )
                #expect(made.status == 0, "\(made.summary)")
                #expect(try json(made)["price_usd"] == 0)
            }
            let paid = try await predict(emulator, [], more: ["RUNNER_MAX_COST_PER_DAY": "1"])
            #expect(paid.status == 0, "\(paid.summary)")
        }
    }

    @Test func `a free model cannot pay under a limit, not even with consent to any price`() async throws {
        let models = try TestModels()
        let path = try models.write(
            "foreign",
            predict: #"try await context.step("buy", paid: true) { print("bought") }; return Output(greeting: "")"#
        )
        let refused = try await run(
            "runner",
            ["predict", path, "--yes"],
            environment: ["RUNNER_STATE": "\(directory.path)/runs.sqlite", "RUNNER_MAX_COST_PER_DAY": "5"]
        )
        #expect(refused.status == 77, "\(refused.summary)")
        #expect(!refused.summary.contains("bought"))
    }

    @Test func `doctor shows the limit and what is left of it`() async throws {
        try await EmulatorRun.with { emulator in
            let limits = { (value: String?) -> JSONValue? in
                let more = value.map { ["RUNNER_MAX_COST_PER_DAY": $0] } ?? [:]
                let found = try await run(
                    "runner",
                    ["doctor", "--json"],
                    environment: environment(emulator).merging(more) { $1 }
                )
                return try json(found)["checks"]?.array?.first { $0["check"] == "limits" }
            }
            #expect(
                try await limits(nil)?["message"]
                    == "no daily limit; $0.00 spent or reserved in the last 24 hours; RUNNER_MAX_COST_PER_DAY sets one"
            )
            #expect(try await predict(emulator, ["--yes"]).status == 0)
            #expect(
                try await limits("20")?["message"]
                    == "$20.00 a day; $0.69 spent or reserved in the last 24 hours, $19.3152 left"
            )
            let used = try await limits("0.5")
            #expect(used?["status"] == "warning")
            #expect(try await limits("much")?["status"] == "failed")
        }
    }
}
