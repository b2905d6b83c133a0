import Foundation
import InferenceKit
import TestSupport
import Testing

/// `runner subjects`, points that choose a subject, and the masks that are kept.
struct SubjectTests {
    private static let model = "\(Project.directory)/vision/omnihuman-1-5"
    private static let picture = Project.sample("astronaut-and-cat.jpg")
    private let directory: TestDirectory

    init() throws {
        directory = try TestDirectory()
    }

    private func runner(_ words: [String], _ more: [String: String] = [:]) async throws -> ProgramRun {
        let state = ["RUNNER_STATE": "\(directory.path)/runs.sqlite", "RUNNER_CACHE": "\(Project.products)/test-cache"]
        return try await run("runner", words, environment: state.merging(more) { $1 }, in: directory.path)
    }

    private func json(_ run: ProgramRun) throws -> JSONValue { try JSONValue(parsing: Array(run.output.utf8)) }

    @Test func `subjects are listed with boxes and points, and drawn, for free`() async throws {
        try await EmulatorRun.with { emulator in
            let found = try await runner(
                ["subjects", Self.model, "image=\(Self.picture)", "-o", "subjects.png", "--json"],
                emulator.environment
            )
            #expect(found.status == 0, "\(found.summary)")
            let report = try json(found)
            let subjects = try #require(report["subjects"]?.array)
            #expect(subjects.count == 2, "\(found.summary)")
            #expect(report["charged"] == false)
            #expect(report["input"] == "mask_index")
            #expect(subjects.map { $0["index"] } == [0, 1])
            let shares = subjects.compactMap { share -> Double? in
                if case .double(let value)? = share["share"] { value } else { nil }
            }
            #expect(shares.count == 2 && shares[0] > shares[1], "\(found.summary)")
            let image = try Data(contentsOf: URL(filePath: "\(directory.path)/subjects.png"))
            #expect(image.starts(with: [0x89, 0x50, 0x4E, 0x47]))
            #expect(try await emulator.submits() == 0)
            let text = try await runner(["subjects", Self.model, "image=\(Self.picture)"], emulator.environment)
            #expect(text.output.hasPrefix("0: "), "\(text.summary)")
            #expect(text.errors.contains("nothing was charged"), "\(text.summary)")
            let again = try await runner(
                ["subjects", Self.model, "image=\(Self.picture)", "-o", "subjects.png"],
                emulator.environment
            )
            #expect(again.status == 73, "\(again.summary)")
        }
    }

    @Test func `a point chooses the subject under it, and the mask is kept with the run until it is removed`()
        async throws
    {
        try await EmulatorRun.with(isFree: true) { emulator in
            let found = try await runner(
                ["subjects", Self.model, "image=\(Self.picture)", "--json"],
                emulator.environment
            )
            let pointFound = try json(found)["subjects"]?.array?.last?["point"]
            let point = try #require(pointFound)
            let choice = "mask_index=@\(point["x"]?.integer ?? 0),\(point["y"]?.integer ?? 0)"
            let made = try await runner(
                [
                    "predict", Self.model, "image=\(Self.picture)", "audio=\(Project.shortSpeech)", choice, "--json",
                ],
                emulator.environment
            )
            #expect(made.status == 0, "\(made.summary)")
            let byPointFound = try await emulator.lastFields()?["mask_url"]
            let byPoint = try #require(byPointFound)
            let byNumber = try await runner(
                [
                    "predict", Self.model, "image=\(Self.picture)", "audio=\(Project.shortSpeech)", "mask_index=1",
                    "--json",
                ],
                emulator.environment
            )
            #expect(byNumber.status == 0, "\(byNumber.summary)")
            #expect(byPoint != .null)
            let shown = try await runner(["runs", "show", try json(made)["run"]?.string ?? "", "--json"])
            let keptFound = try json(shown)["kept_files"]?.array?.first?.string
            let kept = try #require(keptFound, "\(shown.summary)")
            let other = try await runner(["runs", "show", try json(byNumber)["run"]?.string ?? "", "--json"])
            let maskFound = try json(other)["kept_files"]?.array?.first?.string
            let mask = try #require(maskFound, "\(other.summary)")
            // The same subject: the masks are the same picture.
            #expect(try Data(contentsOf: URL(filePath: kept)) == Data(contentsOf: URL(filePath: mask)))
            #expect(try await runner(["runs", "rm", try json(made)["run"]?.string ?? ""]).status == 0)
            #expect(!FileManager.default.fileExists(atPath: kept))
        }
    }

    @Test(arguments: [false, true])
    func `a point of the user's own picture chooses the same subject when the picture is scaled to fit`(asJSON: Bool)
        async throws
    {
        // Larger and heavier than the model allows.
        let filter = "scale=5000:-1,noise=alls=70:allf=u:all_seed=1"
        let made = try await run(
            "/usr/bin/ffmpeg",
            ["-v", "error", "-i", Self.picture, "-vf", filter, "-q:v", "1", "big.jpg"],
            in: directory.path
        )
        try #require(made.status == 0, "\(made.summary)")
        try await EmulatorRun.with(isFree: true) { emulator in
            let found = try await runner(
                ["subjects", Self.model, "--fit", "image=big.jpg", "--json"],
                emulator.environment
            )
            #expect(found.status == 0, "\(found.summary)")
            let report = try json(found)
            #expect(report["width"] == 5000, "\(found.summary)")
            let subjects = report["subjects"]?.array ?? []
            #expect(subjects.count == 2, "\(found.summary)")
            for subject in subjects {
                let index = subject["index"]?.integer ?? -1
                let point = "@\(subject["point"]?["x"]?.integer ?? 0),\(subject["point"]?["y"]?.integer ?? 0)"
                let inputs =
                    asJSON
                    ? [
                        "--input-json",
                        #"{"image": "big.jpg", "audio": "\#(Project.shortSpeech)", "mask_index": "\#(point)"}"#,
                    ]
                    : ["image=big.jpg", "audio=\(Project.shortSpeech)", "mask_index=\(point)"]
                let byPoint = try await runner(["predict", Self.model, "--fit"] + inputs, emulator.environment)
                #expect(byPoint.status == 0, "\(byPoint.summary)")
                #expect(
                    try await keptMask(emulator) == keptMask(emulator, index),
                    "\(index) at \(point): \(byPoint.summary)"
                )
            }
            // The corner of the picture has no subject, and the message counts the pixels of the user's own file.
            let nobody = try await runner(
                [
                    "predict", Self.model, "--fit", "image=big.jpg", "audio=\(Project.shortSpeech)",
                    "mask_index=@4990,4",
                ],
                emulator.environment
            )
            #expect(nobody.status == 65, "\(nobody.summary)")
            #expect(nobody.errors.contains("there is no subject at @4990,4"), "\(nobody.summary)")
            let first = "@\(subjects.first?["point"]?["x"]?.integer ?? 0),"
            #expect(nobody.errors.contains(first), "\(first): \(nobody.summary)")
        }
    }

    /// The bytes of the mask that the newest run has kept; with a number, after a prediction with it.
    private func keptMask(_ emulator: EmulatorRun, _ index: Int? = nil) async throws -> Data {
        if let index {
            let made = try await runner(
                [
                    "predict", Self.model, "--fit", "--again", "image=big.jpg", "audio=\(Project.shortSpeech)",
                    "mask_index=\(index)",
                ],
                emulator.environment
            )
            #expect(made.status == 0, "\(made.summary)")
        }
        let shown = try await runner(["runs", "show", "last", "--json"])
        let kept = try #require(try json(shown)["kept_files"]?.array?.first?.string, "\(shown.summary)")
        return try Data(contentsOf: URL(filePath: kept))
    }

    @Test(arguments: [
        ("mask_index=@1,1", "there is no subject at @1,1"), ("mask_index=@99999,5", "outside the picture"),
        ("mask_index=@x", "is not an integer"),
    ])
    func `a point without a subject says where the subjects are`(choice: String, message: String) async throws {
        let refused = try await runner(
            [
                "predict", Self.model, "--emulator", "image=\(Self.picture)", "audio=\(Project.shortSpeech)", choice,
            ]
        )
        #expect(refused.status == 65, "\(refused.summary)")
        #expect(refused.errors.contains(message), "\(refused.summary)")
    }

    @Test func `a model without such an input is refused`() async throws {
        let refused = try await runner(
            ["subjects", "\(Project.directory)/vision/omnihuman-1-0-quick", "--emulator", "image=\(Self.picture)"]
        )
        #expect(refused.status == 64, "\(refused.summary)")
        #expect(refused.errors.contains("subject_of"), "\(refused.summary)")
    }
}
