import Foundation
import InferenceKit
import RunStore
import SQLiteRunStore

/// A store in a folder of its own, and what is needed to write to it.
struct StoreFixture {
    let folder: TemporaryFolder
    let path: String
    let database: SQLiteRunDatabase
    /// A round time, so that what is read back is the same.
    let start = Date(timeIntervalSince1970: 1_767_615_693)

    init(secrets: [String] = []) async throws {
        folder = try TemporaryFolder()
        path = folder.path + "/state/runs.sqlite"
        database = try await SQLiteRunDatabase(path: path, redactor: Redactor(secrets: secrets))
    }

    /// A run, created some seconds after ``start``.
    func run(_ seconds: Double = 0, model: String = "bytedance/omnihuman-1-5", usd: Double? = 1.2) -> Run {
        Run.sample(at: start.addingTimeInterval(seconds), model: model, usd: usd)
    }

    /// Records a run that this process drives.
    func begin(_ run: Run) async throws -> RunLease {
        try await database.create(run, owner: .current, budget: nil)
    }
}

extension Run {
    static func sample(at time: Date, model: String = "bytedance/omnihuman-1-5", usd: Double? = 1.2) -> Run {
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
    /// A process of which nobody here can know whether it is there.
    static let elsewhere = RunOwner(host: "other.example", boot: "b", processID: 7, processStart: 1)
}

extension RunFailure {
    static let sample = RunFailure(code: "service-unavailable", message: "the service is away", exitStatus: 69)
}

extension RunEnding {
    static func success(_ usd: Double? = 1.08) -> RunEnding {
        .succeeded(
            output: ["video": "/tmp/a.mp4"],
            files: [RunFile(name: "video", path: "/tmp/a.mp4", sizeBytes: 99, sha256: "def")],
            price: usd.map { .usd($0) } ?? .unknown,
            log: ["done"]
        )
    }
}

/// A folder that is removed with its contents.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "run-store-tests-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
