import ErrorReporting
import Testing

@testable import RecordStores

struct RecordPlaceTests {
    @Test(
        arguments: [
            (nil, [:], "/home/ada/.local/state/runner/runs.sqlite"),
            (nil, ["XDG_STATE_HOME": "/state"], "/state/runner/runs.sqlite"),
            (nil, ["RUNNER_STATE": "/data/runs.sqlite"], "/data/runs.sqlite"),
            (nil, ["RUNNER_STATE": "/a", "RUNNER_STORE": "postgres://ada:x@host/runs"], "postgres://ada@host/runs"),
            ("/given.sqlite", ["RUNNER_STORE": "postgres://host/runs"], "/given.sqlite"),
            ("postgres://ada@host/runs?sslmode=require", [:], "postgres://ada@host/runs?sslmode=require"),
        ] as [(String?, [String: String], String)]
    )
    func `the first place that is named counts`(given: String?, variables: [String: String], shown: String) throws {
        let environment = variables.merging(["HOME": "/home/ada"]) { $1 }
        #expect(try RecordPlace.chosen(given: given, option: "--store", environment: environment).shown == shown)
    }

    @Test(arguments: ["postgres://ada:x@host/runs", "postgres://host/runs?password=x"])
    func `an argument that everybody can see holds no password`(address: String) throws {
        let chosen = { isArgument in
            try RecordPlace.chosen(
                given: address,
                option: "--store",
                isArgument: isArgument,
                environment: ["HOME": "/home/ada"]
            )
        }
        let error = #expect(throws: RunnerError.self) { try chosen(true) }
        #expect(error?.code == .usage)
        #expect(try !chosen(false).shown.contains("x"))
    }
}
