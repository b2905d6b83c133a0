import Foundation
import InferenceKit
import RunStore
import SQLiteRunStore
import Testing

struct SQLiteRunDatabaseTests {
    @Test func `a run is read back as it was recorded`() async throws {
        let fixture = try await StoreFixture()
        var run = fixture.run()
        run.lease = try await fixture.begin(run)
        #expect(try await fixture.database.run(named: run.id.description) == run)
    }

    @Test func `a run that succeeded keeps its outputs and its price, and is free`() async throws {
        let fixture = try await StoreFixture()
        let (database, run, time) = (fixture.database, fixture.run(), fixture.start.addingTimeInterval(90))
        let lease = try await fixture.begin(run)
        try await database.update(.status(.processing), lease, at: time)
        try await database.update(.task("7f2"), lease, at: time)
        let part = PartialDownload(output: "video", path: "/tmp/.a.partial", entityTag: "\"1\"", totalBytes: 5)
        try await database.update(.downloading(part), lease, at: time)
        #expect(try await database.run(named: run.id.short).partialDownloads == [part])

        try await database.end(.success(), lease, at: time)
        let ended = try await database.run(named: run.id.short)
        #expect(ended.status == .succeeded && ended.ended == time && ended.updated == time)
        #expect(ended.output == ["video": "/tmp/a.mp4"] && ended.files.map(\.sha256) == ["def"])
        #expect(ended.price == .usd(1.08) && ended.log == ["done"] && ended.taskID == "7f2")
        #expect(ended.lease == nil && ended.partialDownloads.isEmpty && ended.failure == nil)
    }

    @Test func `a run goes on elsewhere, with another model and another way to the world`() async throws {
        let fixture = try await StoreFixture()
        let run = fixture.run()
        let lease = try await fixture.begin(run)
        let place = OutputPlace(output: "video", path: "/b.mp4", partialPath: "/.b", base: "/b", ending: ".mp4")
        let model = RunModel(name: "other/model-2", directory: "/m2", key: "k2")
        let service = RunService(endpoint: "http://127.0.0.1:1", staging: nil, usesOwnEmulator: true, isCharged: false)
        try await fixture.database.update(.places([place], replacesFiles: true), lease, at: fixture.start)
        try await fixture.database.update(.driven(model, service), lease, at: fixture.start)
        let changed = try await fixture.database.run(named: run.id.description)
        #expect(changed.places == [place] && changed.replacesFiles)
        #expect(changed.model == model && changed.service == service)
        #expect(try await fixture.database.runs(RunFilter(model: "model-2")).map(\.id) == [run.id])
    }

    @Test(arguments: [
        (RunEnding.failed(.sample, log: ["a"]), RunStatus.failed),
        (.canceled(.sample, log: ["a"]), .canceled),
        (.unknown(.sample, log: ["a"]), .unknown),
        (.interrupted(.sample, log: ["a"]), .processing),
    ])
    func `an end without outputs says why, and the run is free`(ending: RunEnding, status: RunStatus) async throws {
        let fixture = try await StoreFixture()
        let lease = try await fixture.begin(fixture.run())
        try await fixture.database.end(ending, lease, at: fixture.start)
        let run = try await fixture.database.run(named: lease.run.description)
        #expect(run.status == status && run.failure == .sample && run.log == ["a"] && run.lease == nil)
        #expect((run.ended != nil) == status.isTerminal)
    }

    @Test func `only the owner may read the store`() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.begin(fixture.run())
        func mode(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        #expect(try mode(fixture.folder.path + "/state") == 0o700)
        for suffix in ["", "-wal", "-shm"] { #expect(try mode(fixture.path + suffix) == 0o600) }
    }
}
