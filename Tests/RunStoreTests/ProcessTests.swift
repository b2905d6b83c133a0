import Foundation
import GRDB
import InferenceKit
import Testing

@testable import RunStore
@testable import SQLiteRunStore

/// Several processes at one store.
struct ProcessTests {
    @Test func `eight processes make a store and record 200 runs, and none of them is lost or refused`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/runs.sqlite"
        let processes = try (0..<8).map { _ in try Exerciser("predict", path, "25") }
        var said: Set<String> = []
        for process in processes {
            let (output, errors, status) = process.end()
            #expect(status == 0 && errors == "", "\(errors)")
            said.formUnion(output.split(separator: "\n").map(String.init))
        }
        #expect(said.count == 200)
        let database = try await SQLiteRunDatabase(path: path, redactor: Redactor())
        let runs = try await database.runs(RunFilter())
        #expect(Set(runs.map(\.id.description)) == said)
        #expect(runs.allSatisfy { $0.status == .succeeded && $0.isPaid && $0.lease == nil })
        for run in runs {
            let steps = try await database.steps(of: run.id)
            #expect(steps.count == 6 && steps.allSatisfy { $0.record.phase == .succeeded })
        }
        try await expectConsistent(database)
    }

    @Test func `a process that leaves the store open leaves its log to the next one`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/runs.sqlite"
        for _ in 0..<20 {
            let (_, errors, status) = try Exerciser("measure", path).end()
            #expect(status == 0 && errors == "", "\(errors)")
        }
        let log = try FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int
        // What the last 1,000 pages and one transaction more need at most.
        #expect(try #require(log) > 0 && log ?? 0 < 5 << 20)
        let database = try await SQLiteRunDatabase(path: path, redactor: Redactor())
        #expect(try await database.runs(RunFilter()).count == 20)
        try await expectConsistent(database)
    }

    @Test func `of eight processes that want a run one gets it`() async throws {
        let fixture = try await StoreFixture()
        let lease = try await fixture.begin(fixture.run())
        try await fixture.database.release(lease)
        let processes = try (0..<8).map { _ in try Exerciser("acquire", fixture.path, lease.run.description) }
        // The one that got it holds it until its input ends.
        let answers = processes.map { $0.line() }
        #expect(answers.sorted() == Array(repeating: "locked", count: 7) + ["token 2"])
        for process in processes { #expect(process.end().status == 0) }
    }

    @Test func `a process that was killed while it paid leaves an unknown outcome`() async throws {
        let fixture = try await StoreFixture()
        let process = try Exerciser("hold", fixture.path)
        let name = process.line()
        try await fixture.database.settle(at: Date())
        #expect(try await fixture.database.run(named: name).status == .queued)
        process.kill()
        // Its lease has most of its time left; that its owner is gone is enough.
        try await fixture.database.settle(at: Date())
        let run = try await fixture.database.run(named: name)
        #expect(run.status == .unknown && run.lease == nil)
        try await expectConsistent(fixture.database)
    }

    @Test func `reading goes on while another connection writes, and other writers wait`() async throws {
        let fixture = try await StoreFixture()
        let lease = try await fixture.begin(fixture.run())
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: fixture.path, configuration: configuration)
        let (hasLock, locked) = AsyncStream.makeStream(of: Void.self)
        let (mayGo, go) = AsyncStream.makeStream(of: Void.self)
        async let writing: Void = Task.detached {
            try await other.barrierWriteWithoutTransaction { database in
                try database.execute(sql: "BEGIN IMMEDIATE; UPDATE runs SET model_key = 'changed'")
            }
            locked.yield()
            for await _ in mayGo { break }
            try await other.barrierWriteWithoutTransaction { try $0.execute(sql: "COMMIT") }
        }.value
        for await _ in hasLock { break }
        let seen = try await fixture.database.run(named: lease.run.short)
        #expect(seen.model.key == fixture.run().model.key)

        let impatient = try await SQLiteRunDatabase(
            path: fixture.path,
            redactor: Redactor(),
            lockWait: .milliseconds(50)
        )
        let refused = await #expect(throws: RunStoreError.self) {
            try await impatient.update(.status(.starting), lease, at: fixture.start)
        }
        #expect(refused?.message == "another process keeps the store of runs '\(fixture.path)' to itself")

        async let patient: Void = fixture.database.update(.status(.starting), lease, at: fixture.start)
        go.yield()
        try await writing
        try await patient
        let after = try await fixture.database.run(named: lease.run.short)
        #expect(after.status == .starting && after.model.key == "changed")
    }
}

/// A running `run-store-exerciser`.
struct Exerciser {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let errors = Pipe()

    init(_ arguments: String...) throws {
        let products = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            .split(separator: "/").dropLast().joined(separator: "/")
        process.executableURL = URL(filePath: "/\(products)/run-store-exerciser")
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        process.standardError = errors
        try process.run()
    }

    /// Reads the next line; an empty one when there is no more.
    func line() -> String {
        var bytes: [UInt8] = []
        while let byte = output.fileHandleForReading.readData(ofLength: 1).first, byte != 10 { bytes.append(byte) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Ends its input and waits for its end.
    func end() -> (output: String, errors: String, status: Int32) {
        try? input.fileHandleForWriting.close()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let complaints = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (text, complaints, process.terminationStatus)
    }

    /// Ends it without a chance to say anything.
    func kill() {
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}
