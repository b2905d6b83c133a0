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

    /// Predicts with a stand-in for the service.
    private func predict(at account: ARKAccount) async throws -> ProgramRun {
        try await run(
            "runner",
            ["predict", "ark-video", "--yes", "-i", "image=https://example.com/a.jpg", "prompt=Waves."],
            environment: environment.merging(account.environment) { $1 },
            in: directory.path
        )
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

                {"content":[{"text":"Waves.","type":"text"},{"image_url":{"url":"https://example.com/a.jpg"},"role":"first_frame","type":"image_url"}],"model":"seedance-1-0-pro-250528","safety_identifier":"0000000000000000000000000000000000000000-submit-0"}


                """
        )
    }

    @Test func `a task is submitted once, waited for, and its video downloaded`() async throws {
        let account = try ARKStandIn.account(["get page 503"])
        let result = try await predict(at: account)
        #expect(result.status == 0, "\(result.summary)")
        #expect(result.output == "ark-video.mp4\n")
        #expect(account.count("received create") == 1 && account.count("get") == 3, "\(account.events())")
    }

    @Test(arguments: [
        ("create lose", 0), ("create drop", 76), ("create refuse 400 InvalidParameter", 65),
        ("create refuse 401 AuthenticationError", 77), ("get failed Oops", 69),
    ])
    func `a failure has its exit code, and nothing is submitted twice`(_ fault: String, _ status: Int32) async throws {
        let account = try ARKStandIn.account([fault])
        let result = try await predict(at: account)
        #expect(result.status == status, "\(result.summary)")
        #expect(account.count("received create") == 1)
    }
}
