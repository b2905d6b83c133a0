import InferenceKit
import TestSupport
import Testing

/// The model of another API in `docs/another-api.md`, against a stand-in for that API.
struct OtherAPITests {
    private let directory: TestDirectory
    private let environment: [String: String]

    init() throws {
        directory = try TestDirectory()
        let page = try TestDirectory.text("\(Project.directory)/docs/another-api.md")
        for name in ["inf.yml", "Inference.swift"] {
            let section = try #require(page.split(separator: "`vision/ark-video/\(name)`:").last)
            let block = try #require(section.split(separator: "```").dropFirst().first)
            try directory.write("vision/ark-video/\(name)", String(block.drop { $0 != "\n" }.dropFirst()))
        }
        environment = [
            "ARK_API_KEY": "t0ken", "RUNNER_STATE": "\(directory.path)/runs.sqlite", "RUNNER_POLL_INTERVAL": "0.02",
        ]
    }

    private func predict(_ arguments: [String]) async throws -> ProgramRun {
        try await run(
            "runner",
            ["predict", "ark-video", "-i", "image=https://example.com/a.jpg", "prompt=Waves."] + arguments,
            environment: environment,
            in: directory.path
        )
    }

    /// Predicts with a stand-in that answers in a way, and returns what it was asked as well.
    private func predict(at standIn: String) async throws -> (run: ProgramRun, requests: [String]) {
        let script = "\(Project.directory)/Tests/RunnerEndToEndTests/StandIns/ark.py"
        let video = "\(Project.directory)/Fuzzing/Seeds/media/dot.mp4"
        let command = "exec python3 \(script) \(standIn) \(video) \(directory.path)/requests -- "
        let result = try await run(
            "/bin/sh",
            [
                "-c",
                command
                    + "\(Project.products)/runner predict ark-video --yes -i image=https://example.com/a.jpg prompt=Waves. --endpoint ENDPOINT",
            ],
            environment: environment,
            in: directory.path
        )
        return (result, try directory.read("requests").split(separator: "\n").map(String.init))
    }

    @Test func `its manifest has no finding`() async throws {
        let result = try await run("runner", ["validate", "vision"], in: directory.path)
        #expect(result.status == 0, "\(result.summary)")
        #expect(result.output == "")
    }

    @Test func `a dry run shows the paid request without its token`() async throws {
        let result = try await predict(["--dry-run"])
        #expect(result.status == 0, "\(result.summary)")
        #expect(
            result.output == """
                POST https://ark.ap-southeast.bytepluses.com/api/v3/contents/generations/tasks
                Content-Type: application/json
                Accept: application/json
                X-Client-Request-Id: 0000000000000000000000000000000000000000-submit-0

                {"content":[{"text":"Waves.","type":"text"},{"image_url":{"url":"https://example.com/a.jpg"},"type":"image_url"}],"model":"seedance-1-0-pro-250528","safety_identifier":"0000000000000000000000000000000000000000-submit-0"}


                """
        )
    }

    @Test func `a task is submitted once, waited for, and its video downloaded`() async throws {
        let (result, requests) = try await predict(at: "good")
        #expect(result.status == 0, "\(result.summary)")
        #expect(result.output.hasSuffix("/ark-video.mp4\n") || result.output == "ark-video.mp4\n")
        #expect(requests.filter { $0.hasPrefix("POST") } == ["POST /api/v3/contents/generations/tasks Bearer t0ken"])
        #expect(requests.filter { $0.hasPrefix("GET /api") }.count == 3)
    }

    @Test(arguments: [("lost", 76), ("broken", 76), ("refused", 65), ("denied", 77), ("failed", 69)])
    func `a failure has its exit code, and nothing is submitted twice`(_ standIn: String, _ status: Int32) async throws
    {
        let (result, requests) = try await predict(at: standIn)
        #expect(result.status == status, "\(result.summary)")
        #expect(requests.filter { $0.hasPrefix("POST") }.count == 1)
    }
}
