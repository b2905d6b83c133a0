import Foundation
import InferenceKit
import TestSupport
import Testing

/// The models of the ARK API, from outside: built programs, a real emulator, real files.
struct ARKTests {
    @Test func `a picture and a video come from words`() async throws {
        try await EmulatorRun.with { emulator in
            let scene = try ARKScene(emulator)
            let image = try await scene.predictImage()
            #expect(image.status == 0 && image.output == "seedream-4-5.jpg\n", "\(image.summary)")
            let video = try await scene.predictVideo(["first_frame=seedream-4-5.jpg", "return_last_frame=true"])
            #expect(video.status == 0, "\(video.summary)")
            #expect(video.output == "seedance-1-5-pro-video.mp4\nseedance-1-5-pro-last_frame.png\n")
            let path = "\(scene.directory.path)/seedance-1-5-pro-video.mp4"
            let entries = ["-v", "error", "-show_entries", "stream=codec_name,r_frame_rate", "-of", "csv=p=0", path]
            #expect(try await run("/usr/bin/ffprobe", entries).output == "h264,24/1\n")
            #expect(try await emulator.submits() == 2)
        }
    }

    @Test func `the price is that of the tokens and images that the service reports`() async throws {
        try await EmulatorRun.with { emulator in
            let scene = try ARKScene(emulator)
            #expect(try await scene.predictVideo().status == 0)
            // 864 · 496 · 97 / 1024 tokens at $1.20 a million are $0.0487128, which is shown to a hundredth of a cent.
            #expect(abs(try await scene.price() - 0.0487) < 0.00001)
            let series = try await scene.predictImage(["series=true", "max_images=5", "prompt=2 cats"])
            #expect(series.status == 0, "\(series.summary)")
            #expect(series.errors.contains("at most $0.20"), "\(series.summary)")
            #expect(abs(try await scene.price() - 0.08) < 0.00001)
            #expect(series.output == "seedream-4-5.jpg\nseedream-4-5-2.jpg\n")
        }
    }

    @Test func `an unknown size is an unknown price that no limit covers`() async throws {
        try await EmulatorRun.with { emulator in
            let scene = try ARKScene(emulator)
            let refused = try await scene.runner([
                "predict", "\(Project.directory)/vision/seedance-1-5-pro", "--max-cost", "10", "-i", "prompt=a cat",
                "ratio=1:1",
            ])
            #expect(refused.status == 77, "\(refused.summary)")
            #expect(refused.errors.contains("the size of such a video is not known; it is at most $0.66"))
            #expect(try await emulator.submits() == 0)
        }
    }

    /// Each fault of the API at a creation: the exit status, and how many tasks there are after it.
    static let refusals: [(fault: String, status: Int32, tasks: Int)] = [
        ("CreateTask:error=InvalidParameter", 65, 0), ("CreateTask:error=MissingParameter", 65, 0),
        ("CreateTask:error=InputTextSensitiveContentDetected", 65, 0), ("CreateTask:error=AuthenticationError", 77, 0),
        ("CreateTask:error=AccountOverdueError", 77, 0), ("CreateTask:error=ServiceNotOpen", 77, 0),
        ("CreateTask:error=ModelNotOpen@404", 77, 0), ("CreateTask:error=QuotaExceeded", 77, 0),
        ("CreateTask:error=SetLimitExceeded", 77, 0),
        ("CreateTask:error=InvalidEndpointOrModel.NotFound", 78, 0),
        ("CreateTask:error=InternalServiceError", 76, 0), ("CreateTask:error-502=html", 76, 0),
        ("CreateTask:reset-before", 76, 0), ("CreateTask:error=ServerOverloaded*2", 0, 1),
        ("CreateTask:error=RequestBurstTooFast", 0, 1), ("CreateTask:reset-after", 0, 1), ("CreateTask:cut", 0, 1),
        ("CreateTask:not-json", 0, 1), ("CreateTask:no-id", 0, 1), ("GetTask:error=InternalServiceError*2", 0, 1),
        ("GetTask:error=ServerOverloaded*2", 0, 1), ("GetTask:reset-before*2", 0, 1), ("GetTask:no-url", 0, 1),
        ("GetTask:failed=OutputVideoSensitiveContentDetected", 65, 1),
        ("GetTask:failed=InternalServiceError", 69, 1), ("GetTask:status=expired", 69, 1),
        ("GetTask:status=cancelled", 69, 1), ("video:dead=403*1", 0, 1), ("video:cut*1", 0, 1),
        ("video:not-a-video*1", 0, 1),
    ]

    @Test(arguments: refusals)
    func `each fault ends with the file or the right status, and one creation`(
        _ row: (fault: String, status: Int32, tasks: Int)
    ) async throws {
        try await EmulatorRun.with(["--faults", row.fault]) { emulator in
            let scene = try ARKScene(emulator)
            let result = try await scene.predictVideo()
            #expect(result.status == row.status, "\(row.fault): \(result.summary)")
            #expect(try scene.files() == (row.status == 0 ? ["seedance-1-5-pro-video.mp4"] : []))
            #expect(try await emulator.submits() == row.tasks)
        }
    }

    @Test(arguments: [
        ("GenerateImages:error=InvalidParameter", Int32(65), 0), ("GenerateImages:reset-after", 76, 1),
        ("GenerateImages:error=InternalServiceError", 76, 0), ("GenerateImages:error=ServerOverloaded", 0, 1),
        ("GenerateImages:partial=OutputImageSensitiveContentDetected", 65, 1), ("video:dead=404*2", 69, 1),
        ("video:cut*1", 0, 1),
    ])
    func `each fault of an image ends with the file or the right status, and one creation`(
        _ fault: String,
        _ status: Int32,
        _ requests: Int
    ) async throws {
        try await EmulatorRun.with(["--faults", fault]) { emulator in
            let scene = try ARKScene(emulator)
            let result = try await scene.predictImage()
            #expect(result.status == status, "\(fault): \(result.summary)")
            #expect(try await emulator.submits() == requests)
            if fault.hasSuffix("reset-after") { #expect(result.errors.contains("keeps no list of images")) }
        }
    }

    @Test func `a key is needed, and doctor tries it`() async throws {
        try await EmulatorRun.with { emulator in
            let scene = try ARKScene(emulator)
            let missing = try await scene.predictVideo(environment: ["ARK_API_KEY": ""])
            #expect(missing.status == 77 && missing.errors.contains("ARK_API_KEY"), "\(missing.summary)")
            let command = ["doctor", "--registry", "\(Project.directory)/vision"]
            let doctor = try await scene.runner(command)
            let wrong = try await scene.runner(command, environment: ["ARK_API_KEY": "wrong"])
            for model in ["bytedance/seedance-1-5-pro", "bytedance/seedream-4-5"] {
                #expect(doctor.output.contains("\(model): the key is accepted"), "\(doctor.summary)")
                #expect(wrong.output.contains("\(model): the API key is not accepted"), "\(wrong.summary)")
            }
        }
    }
}
