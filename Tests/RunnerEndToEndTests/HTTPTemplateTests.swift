import TestSupport
import Testing

/// The model that `runner new --template http` makes, against services that answer as they should not.
struct HTTPTemplateTests {
    private let directory: TestDirectory

    init() throws {
        directory = try TestDirectory()
    }

    @Test(arguments: [
        (200, "<html>", 76), (200, "{}", 76), (204, "", 76), (302, "", 76), (408, "", 76), (500, "", 76), (503, "", 76),
        (401, "{}", 77), (404, "{}", 70), (422, "{}", 65),
    ])
    func `a paid request is sent once, and only what surely cost nothing counts as failed`(
        answer: Int,
        body: String,
        status: Int32
    ) async throws {
        let made = try await run(
            "runner",
            ["new", "sample", "--template", "http", "--registry", "vision"],
            in: directory.path
        )
        #expect(made.status == 0, "\(made.summary)")
        let standIn = "\(Project.directory)/Tests/RunnerEndToEndTests/StandIns/answer.py"
        let runner = [
            "\(Project.products)/runner", "predict", "sample", "--yes", "-i", "name=Ada", "--endpoint", "ENDPOINT",
        ]
        let result = try await run(
            "/usr/bin/env",
            ["python3", standIn, "\(answer)", body, "\(directory.path)/requests", "--"] + runner,
            environment: ["GREETINGS_KEY": "t0ken", "RUNNER_STATE": "\(directory.path)/runs.sqlite"],
            in: directory.path
        )
        #expect(result.status == status, "\(result.summary)")
        #expect(try directory.read("requests") == "POST /example/v1/greetings\n")
    }
}
