package import Foundation
internal import InferenceKit
package import RunStore

extension Date {
    /// A round time, so that what is read back is the same.
    package static let sample = Date(timeIntervalSince1970: 1_767_615_693)
}

extension Run {
    /// A run of a model that charges.
    ///
    /// - Parameters:
    ///   - time: When it is created.
    ///   - model: The full name of the model.
    ///   - usd: The estimate; `nil` when it is unknown.
    /// - Returns: The run.
    package static func sample(
        at time: Date,
        model: String = "bytedance/omnihuman-1-5",
        usd: Double? = 1.2
    ) -> Run {
        Run(
            id: RunID(milliseconds: Int64(time.timeIntervalSince1970 * 1_000), random: .random(in: 0...UInt32.max)),
            model: RunModel(name: model, directory: "/models/omnihuman-1-5", key: "sha256-of-the-model"),
            input: RunInput(
                given: ["image": "duet.jpg", "mask_index": "1"],
                checked: ["image": ["path": "/tmp/duet.jpg", "width": 1_024], "mask_index": 1, "seed": .double(0.5)],
                files: [RunFile(name: "image", path: "/tmp/duet.jpg", sizeBytes: 12, sha256: "abc")],
                fingerprint: "fingerprint"
            ),
            places: [
                OutputPlace(
                    output: "video",
                    path: "/tmp/a.mp4",
                    partialPath: "/tmp/.a.partial",
                    base: nil,
                    ending: ".mp4"
                )
            ],
            replacesFiles: false,
            service: RunService(
                endpoint: nil,
                staging: "https://stage.example/put",
                usesOwnEmulator: false,
                isCharged: true
            ),
            timeout: .seconds(1_800),
            estimate: usd.map { .usd($0) } ?? .unknown,
            created: time
        )
    }
}

extension RunOwner {
    /// A process on another machine, which cannot be seen from here.
    package static let elsewhere = RunOwner(host: "other.example", boot: "b", processID: 7, processStart: 1)

    /// A process on this machine that has ended.
    package static var ended: RunOwner {
        var owner = RunOwner.current
        owner.processStart -= 1
        return owner
    }
}

extension RunFailure {
    /// Any failure.
    package static let sample = RunFailure(
        code: "service-unavailable",
        message: "the service is away",
        exitStatus: 69
    )
}

extension RunEnding {
    /// An end with an output.
    ///
    /// - Parameter usd: The price; `nil` when it is unknown.
    /// - Returns: The end.
    package static func success(_ usd: Double? = 1.08) -> RunEnding {
        .succeeded(
            output: ["video": "/tmp/a.mp4"],
            files: [RunFile(name: "video", path: "/tmp/a.mp4", sizeBytes: 99, sha256: "def")],
            price: usd.map { .usd($0) } ?? .unknown,
            log: ["done"]
        )
    }
}

/// A directory that is removed with its contents.
package final class TemporaryDirectory: Sendable {
    /// The absolute path.
    package let path: String

    /// Creates the directory.
    package init() throws {
        path = NSTemporaryDirectory() + "run-store-tests-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
