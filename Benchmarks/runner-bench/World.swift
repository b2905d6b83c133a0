import CurlTransport
import Glibc
import InferenceKit
import RequestSigning
import VisionHelper

/// What a worker gives to a model, made from the environment.
struct World: Sendable {
    let setup: Setup

    /// - Parameter interval: The first wait between two questions for a result.
    /// - Throws: ``Failure`` when a variable is not set.
    init(interval: Duration? = nil) throws {
        func variable(_ name: String) throws -> String {
            guard let value = getenv(name) else { throw Failure("\(name) is not set") }
            return String(cString: value)
        }
        setup = Setup(
            secrets: [
                "BYTEPLUS_ACCESS_KEY": Secret(try variable("BYTEPLUS_ACCESS_KEY")),
                "BYTEPLUS_SECRET_KEY": Secret(try variable("BYTEPLUS_SECRET_KEY")),
            ],
            endpoint: try variable("VISION_ENDPOINT"),
            transport: CurlTransport(userAgent: "runner-bench", policy: .loopback),
            signer: { V4Signer($0) },
            time: MachineTime(),
            pollInterval: interval
        )
    }

    /// The fields of a task, as OmniHuman 1.0 sends them.
    func form(_ picture: Picture) -> VisionForm {
        ["req_key": "realman_avatar_picture_omni_cv", "image_url": picture.image, "audio_url": picture.audio]
    }
}

/// The clocks of this machine.
struct MachineTime: TimeSource {
    private let start = ContinuousClock.now

    var now: UTCTime { UTCTime(secondsSinceEpoch: Int64(time(nil))) }

    var uptime: Duration { ContinuousClock.now - start }

    func sleep(for duration: Duration) async throws {
        try await Task.sleep(for: max(duration, .zero))
    }
}
