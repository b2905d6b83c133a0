import Foundation
import InferenceKit
import PostgresRunStore
import RunStore
import SQLiteRunStore

/// Uses a store of runs as `runner` does, for tests that need several processes and for measuring.
@main
enum RunStoreExerciser {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count >= 2, let command = arguments.first else { throw Failure("usage: COMMAND STORE [VALUE]") }
        let path = Array(arguments)[1]
        let value = arguments.count > 2 ? Array(arguments)[2] : ""
        switch command {
        case "predict": try await predict(path, count: Int(value) ?? 1)
        case "acquire": try await acquire(path, value)
        case "hold": try await hold(path)
        case "join": try await join(path, value)
        case "pay": try await pay(path)
        case "claim": try await claim(path, slots: Int(value) ?? 1)
        case "enqueue": try await enqueue(path, count: Int(value) ?? 1)
        case "drain": try await drain(path)
        case "pickup": try await pickUp(path, count: Int(value) ?? 1, listens: arguments.last == "listen")
        case "measure": try await measure(path)
        case "list": try await list(path, count: Int(value) ?? 50)
        default: throw Failure("unknown command \(command)")
        }
    }

    /// Opens a store of either kind.
    static func store(
        _ address: String,
        _ redactor: Redactor = Redactor(),
        leavesOpen: Bool = false
    ) async throws -> any RunDatabase {
        guard PostgresAddress.isAddress(address) else {
            let database = try await SQLiteRunDatabase(path: address, redactor: redactor)
            if leavesOpen { database.leaveOpen() }
            return database
        }
        return try await PostgresRunDatabase(
            address: PostgresAddress(address, environment: [:]),
            localDirectory: "/nonexistent",
            redactor: redactor,
            clock: .caller
        )
    }

    /// Says a line at once, as `print` does not to a pipe.
    static func say(_ line: String) {
        FileHandle.standardOutput.write(Data("\(line)\n".utf8))
    }

    /// Records runs from their creation to their end, all at once, and says their names.
    private static func predict(_ path: String, count: Int) async throws {
        let database = try await store(path)
        try await withThrowingTaskGroup(of: RunID.self) { group in
            for _ in 0..<count {
                group.addTask {
                    let run = Run.exercise
                    try await recordAll(of: run, in: database)
                    return run.id
                }
            }
            for try await id in group { print(id) }
        }
    }

    /// Takes a run if no other process has it, and prints whether it did.
    private static func acquire(_ path: String, _ name: String) async throws {
        let database = try await store(path)
        let run = try await database.run(named: name)
        let answer: String
        do {
            answer = "token \(try await database.acquire(run.id, for: .current, at: Date()).token)"
        } catch {
            guard error.code == .locked else { throw error }
            answer = "locked"
        }
        say(answer)
        // Whoever comes next must still see the owner.
        _ = readLine()
    }

    /// Begins a paid step, says so, and waits to be killed.
    private static func hold(_ path: String) async throws {
        let database = try await store(path)
        let run = Run.exercise
        let lease = try await database.create(run, owner: .current, budget: nil)
        try await database.record(StepRecord(name: "submit", paid: true, phase: .began), lease, at: Date())
        say("\(run.id)")
        _ = readLine()
    }

    /// Asks for a run that others ask for too, and says whether it is new and its name.
    private static func join(_ path: String, _ request: String) async throws {
        let database = try await store(path)
        var run = Run.exercise
        run.input.fingerprint = request
        switch try await database.create(run, owner: .current, budget: nil, reuse: .openRun) {
        case .created(let lease): say("created \(lease.run)")
        case .existing(let run): say("existing \(run.id)")
        }
        _ = readLine()
    }

    /// Takes enqueued runs of any model until none is left, submits each within the slots, and says their names.
    private static func claim(_ path: String, slots: Int) async throws {
        let database = try await store(path)
        let open = RunFilter(statuses: [.queued, .starting, .processing])
        let limits = ServiceLimits(slots: ["example": slots])
        let limit = limits.limit(of: "example", endpoint: nil)
        let keys = Set(try await database.runs(open).map(\.model.key))
        while try await database.count(open) > 0 {
            let claim = RunClaim(modelKeys: keys, count: 2, limits: limits)
            for lease in try await database.claim(claim, for: .current, at: Date()) {
                guard try await database.takeSlot(limit, lease, at: Date()) == .taken,
                    try await database.noteSubmission(limit, lease, at: Date()) == .taken
                else { throw Failure("a claimed run has no slot") }
                for phase in [StepRecord.Phase.began, .succeeded] {
                    try await database.record(StepRecord(name: "submit", paid: true, phase: phase), lease, at: Date())
                }
                let used = try await database.fleet(limit: 9).slots.filter { $0.isInUse(at: Date()) }
                guard used.count <= slots else { throw Failure("\(used.count) of \(slots) slots are in use") }
                let ending = RunEnding.succeeded(output: [:], files: [], price: .usd(1), log: [])
                try await database.end(ending, lease, at: Date())
                say("\(lease.run)")
            }
        }
    }

    /// Begins a paid step and says so; when its input ends it records the answer, and says what becomes of the next write.
    private static func pay(_ path: String) async throws {
        let database = try await store(path)
        let run = Run.exercise
        let lease = try await database.create(run, owner: .current, budget: nil)
        try await database.record(StepRecord(name: "submit", paid: true, phase: .began), lease, at: Date())
        say("\(run.id)")
        _ = readLine()
        try await database.record(StepRecord(name: "submit", paid: true, phase: .succeeded), lease, at: Date())
        do {
            try await database.update(.status(.processing), lease, at: Date())
            say("written")
        } catch {
            say(error.code.rawValue)
        }
    }

    /// Says how many milliseconds it takes to open a store and to record a whole prediction in it.
    private static func measure(_ path: String) async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let database = try await store(path, Redactor(secrets: ["AKLTnot-a-real-key"]), leavesOpen: true)
        let opened = clock.now
        try await recordAll(of: Run.exercise, in: database)
        let ended = clock.now
        print((opened - start) / .milliseconds(1), (ended - opened) / .milliseconds(1))
    }

    /// Says how many milliseconds it takes to open a store, to list runs, and to look for those of unknown outcome.
    private static func list(_ path: String, count: Int) async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let database = try await store(path)
        let opened = clock.now
        try await database.settle(at: Date())
        let settled = clock.now
        let runs = try await database.runs(RunFilter(limit: count))
        let listed = clock.now
        _ = try await database.runs(RunFilter(statuses: [.failed, .unknown], model: "omnihuman-1-5", limit: count))
        let filtered = clock.now
        _ = try await database.names(of: runs.map(\.id))
        let named = clock.now
        _ = try await database.count(RunFilter())
        let counted = clock.now
        let steps = [
            opened - start, settled - opened, listed - settled, filtered - listed, named - filtered, counted - named,
        ]
        print(runs.count, steps.map { String(format: "%.2f", $0 / .milliseconds(1)) }.joined(separator: " "))
    }

    /// The reports of an OmniHuman prediction: 6 steps and what is between them.
    private static func recordAll(of run: Run, in database: any RunDatabase) async throws {
        let lease = try await database.create(run, owner: .current, budget: RunBudget(usd: 1e9, since: .distantPast))
        try await database.update(.status(.starting), lease, at: Date())
        try await database.update(.status(.processing), lease, at: Date())
        for name in ["stage image.jpg", "stage audio.wav", "detect", "submit", "poll", "download"] {
            let paid = name == "submit"
            try await database.record(StepRecord(name: name, paid: paid, phase: .began), lease, at: Date())
            if paid { try await database.update(.task("task-1"), lease, at: Date()) }
            _ = try await database.renew(lease, at: Date())
            let result: JSONValue = ["url": "https://h.example/a/b/c", "task_id": "task-1", "masks": ["https://h/1"]]
            try await database.record(
                StepRecord(name: name, paid: paid, phase: .succeeded, result: result),
                lease,
                at: Date()
            )
        }
        let output: [String: JSONValue] = ["video": .string(run.places[0].path)]
        let files = [
            RunFile(name: "video", path: run.places[0].path, sizeBytes: 9, sha256: String(repeating: "0", count: 64))
        ]
        let log = (0..<20).map { "line \($0) of what the model said" }
        try await database.update(.completing(output: output, files: files), lease, at: Date())
        try await database.end(.succeeded(output: output, files: files, price: .usd(1.08), log: log), lease, at: Date())
    }
}

extension Run {
    /// A run like those of a model that is really there.
    static var exercise: Run {
        let now = Date()
        let digest = String(repeating: "0123456789abcdef", count: 4)
        return Run(
            id: RunID(milliseconds: Int64(now.timeIntervalSince1970 * 1_000), random: .random(in: 0...UInt32.max)),
            model: RunModel(name: "bytedance/omnihuman-1-5", directory: "/models/omnihuman-1-5", key: digest),
            input: RunInput(
                given: ["image": "duet.jpg", "audio": "hello.wav", "mask_index": "1"],
                checked: [
                    "image": ["path": "/home/user/duet.jpg", "format": "jpeg", "width": 1_024, "height": 768],
                    "audio": ["path": "/home/user/hello.wav", "format": "wav", "duration": .double(9.5)],
                    "mask_index": 1,
                ],
                files: [
                    RunFile(name: "image", path: "/home/user/duet.jpg", sizeBytes: 123_456, sha256: digest),
                    RunFile(name: "audio", path: "/home/user/hello.wav", sizeBytes: 654_321, sha256: digest),
                ],
                fingerprint: digest
            ),
            places: [
                OutputPlace(
                    output: "video",
                    path: "/home/user/out/video.mp4",
                    partialPath: "/home/user/out/.video.partial",
                    base: "/home/user/out/video",
                    ending: ".mp4"
                )
            ],
            replacesFiles: false,
            service: RunService(endpoint: nil, staging: nil, usesOwnEmulator: false, isCharged: true),
            timeout: .seconds(1_800),
            estimate: .usd(1.14),
            created: now
        )
    }
}

/// Why the program cannot do what it was asked.
struct Failure: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
