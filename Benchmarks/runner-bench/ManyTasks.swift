import FoundationEssentials
import InferenceKit
import RunStore
import SQLiteRunStore
import Staging
import VisionHelper

/// Waits for many tasks at once until the time of their runs is over, and records each run as `runner` does.
struct ManyTasks: Sendable {
    let count: Int
    /// How long each run may take.
    let life: Duration
    /// The first wait between two questions for a result; it grows as it does in any run.
    let interval: Duration
    let picture: Picture
    /// The file that the runs are recorded in.
    let store: String

    /// Runs all of them.
    ///
    /// - Returns: One JSON object: the number of `tasks` and of `changes` that were seen, and by how many `late_ms` the latest end
    ///   missed its deadline.
    func run() async throws -> String {
        let world = try World(interval: interval)
        let database: any RunDatabase = try await SQLiteRunDatabase(path: store, redactor: Redactor())
        let owner = RunOwner.current
        let vision = try VisionAPI(world.setup)
        let (lateness, changes) = try await withThrowingTaskGroup(of: (Duration, Int).self) { group in
            for _ in 0..<count {
                group.addTask { try await one(vision, world, database, owner) }
            }
            return try await group.reduce((Duration.zero, 0)) { (max($0.0, $1.0), $0.1 + $1.1) }
        }
        return #"{"tasks": \#(count), "changes": \#(changes), "late_ms": \#(lateness / .milliseconds(1))}"#
    }

    /// - Returns: How much later than its deadline the run ended, and how many changes of its state it was told of.
    private func one(
        _ vision: VisionAPI,
        _ world: World,
        _ database: any RunDatabase,
        _ owner: RunOwner
    ) async throws -> (Duration, Int) {
        let channel = RecordingChannel(database: database, lease: try await begin(database, owner))
        let context = context(world, channel)
        let failure = try await failure(vision, world, context)
        let lateness = world.setup.time.uptime - context.deadline
        try await channel.end(failure)
        return (lateness, channel.changes)
    }

    /// Not inlined: whoever waits for the video would keep room for the whole run.
    @inline(never)
    private func begin(_ database: any RunDatabase, _ owner: RunOwner) async throws -> RunLease {
        let lease = try await database.create(.measured(timeout: life), owner: owner, budget: nil)
        try await database.update(.status(.processing), lease, at: Date())
        return lease
    }

    private func context(_ world: World, _ channel: RecordingChannel) -> PredictionContext {
        PredictionContext(
            scratchDirectory: "/nonexistent",
            deadline: world.setup.time.uptime + life,
            outputPaths: ["video": "/nonexistent/.\(channel.lease.run).partial"],
            setup: world.setup,
            staging: NoStaging(),
            channel: channel
        )
    }

    /// Submits and waits until the time is over.
    private func failure(_ vision: VisionAPI, _ world: World, _ context: PredictionContext) async throws -> any Error {
        do {
            let task = try await vision.submit(world.form(picture), context)
            _ = try await vision.video(of: task, as: "video", context)
            return Failure("a task ended before its time; let the emulator generate for longer")
        } catch {
            return error
        }
    }
}

extension Run {
    /// A run as it is recorded before it begins.
    fileprivate static func measured(timeout: Duration) -> Run {
        let now = Date()
        let digest = String(repeating: "0123456789abcdef", count: 4)
        let id = RunID(milliseconds: Int64(now.timeIntervalSince1970 * 1_000), random: .random(in: 0...UInt32.max))
        return Run(
            id: id,
            model: RunModel(name: "bytedance/omnihuman-1-0", directory: "/models/omnihuman-1-0", key: digest),
            input: RunInput(
                given: ["image": "https://images.example.com/duet.jpg", "audio": "https://images.example.com/a.wav"],
                checked: [:],
                files: [],
                fingerprint: digest
            ),
            places: [
                OutputPlace(
                    output: "video",
                    path: "/nonexistent/\(id).mp4",
                    partialPath: "/nonexistent/.\(id).partial",
                    base: "/nonexistent/\(id)",
                    ending: ".mp4"
                )
            ],
            replacesFiles: false,
            service: RunService(endpoint: nil, staging: nil, usesOwnEmulator: false, isCharged: true),
            timeout: timeout,
            estimate: .usd(0.6),
            created: now
        )
    }
}
