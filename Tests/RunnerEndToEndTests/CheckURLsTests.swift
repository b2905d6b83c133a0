import InferenceKit
import TestSupport
import Testing

struct CheckURLsTests {
    private func predict(
        _ emulator: EmulatorRun,
        image: String,
        audio: String,
        _ options: [String] = ["--check-urls", "--dry-run"]
    ) async throws -> ProgramRun {
        try await run(
            "runner",
            ["predict", "\(Project.directory)/vision/omnihuman-1-5"] + options
                + ["--input", "image=\(image)", "audio=\(audio)"],
            environment: emulator.environment
        )
    }

    @Test func `what a link leads to is measured, and the price known`() async throws {
        try await EmulatorRun.with { emulator in
            let image = try await emulator.upload(Project.sample("astronaut.jpg"))
            let audio = try await emulator.upload(Project.sample("hello.wav"))
            let run = try await predict(emulator, image: image, audio: audio)
            #expect(run.status == 0, "\(run.summary)")
            #expect(run.errors.contains("price: $0.69 for 5.71 s"), "\(run.summary)")
            #expect(!run.errors.contains("not checked"))
            #expect(try await emulator.submits() == 0)
        }
    }

    @Test func `a link to something else is refused before anything is sent`() async throws {
        try await EmulatorRun.with { emulator in
            let image = try await emulator.upload(Project.sample("astronaut.jpg"))
            let directory = try TestDirectory()
            let page = try directory.write("page.html", "<!doctype html><title>Log in</title>")
            let html = try await emulator.upload(page)
            let run = try await predict(emulator, image: html, audio: image, ["--check-urls"])
            #expect(run.status == 65, "\(run.summary)")
            #expect(run.errors.contains("input 'image': the linked file is an HTML page"), "\(run.summary)")
            #expect(run.errors.contains("input 'audio': the linked file is a JPEG image"), "\(run.summary)")
            let gone = try await predict(
                emulator,
                image: "\(emulator.endpoint)/files/nothing",
                audio: "http://127.0.0.1:9/?signature=geheim",
                ["--check-urls"]
            )
            #expect(gone.status == 65)
            #expect(gone.errors.contains("input 'image': the link cannot be fetched: the server returned HTTP 404"))
            #expect(gone.errors.contains("input 'audio': the link cannot be fetched: nothing accepted a connection"))
            #expect(!gone.summary.contains("geheim"))
            #expect(try await emulator.submits() == 0)
        }
    }

    @Test(arguments: [
        "https://127.0.0.1/a.jpg", "https://2130706433/a.jpg", "https://localhost./a.jpg",
        "https://[::ffff:10.0.0.1]/a.jpg",
        "http://example.com/a.jpg", "https://169.254.169.254/latest/meta-data/",
    ])
    func `a real service is never given a link to a neighbour`(_ link: String) async throws {
        let run = try await run(
            "runner",
            [
                "predict", "\(Project.directory)/vision/omnihuman-1-5", "--dry-run", "--endpoint",
                "https://vision.example.com",
                "--input", "image=\(link)", "audio=https://files.example.com/a.wav",
            ]
        )
        #expect(run.status == 65, "\(run.summary)")
        #expect(run.errors.contains("input 'image'") && run.errors.contains("help:"))
    }
}
