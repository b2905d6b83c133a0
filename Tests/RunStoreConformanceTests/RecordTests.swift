import Foundation
import InferenceKit
import RunStore
import RunStoreFixtures
import Testing

struct RecordTests {
    @Test(arguments: StoreUnderTest.all)
    func `a run is read back as it was recorded`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        var run = fixture.run()
        (run.label, run.caller, run.callerName) = ("batch 7", "token-1", "row 12")
        run.lease = try await fixture.begin(run)
        #expect(try await fixture.database.run(named: run.id.description) == run)
        #expect(try await fixture.reopened().run(named: run.id.description) == run)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a run that succeeded keeps its outputs and its price, and its lease is given back`(store: StoreUnderTest)
        async throws
    {
        let fixture = try await StoreFixture(store)
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

    @Test(arguments: StoreUnderTest.all)
    func `a run continues with other places, another model and another service`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
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

    @Test(
        arguments: StoreUnderTest.all,
        [
            (RunEnding.failed(.sample, log: ["a"]), RunStatus.failed),
            (.canceled(.sample, log: ["a"]), .canceled),
            (.unknown(.sample, log: ["a"]), .unknown),
            (.interrupted(.sample, log: ["a"]), .processing),
        ]
    )
    func `an end without outputs says why, and the lease is given back`(
        store: StoreUnderTest,
        end: (RunEnding, RunStatus)
    ) async throws {
        let (ending, status) = end
        let fixture = try await StoreFixture(store)
        let lease = try await fixture.begin(fixture.run())
        try await fixture.database.end(ending, lease, at: fixture.start)
        let run = try await fixture.database.run(named: lease.run.description)
        #expect(run.status == status && run.failure == .sample && run.log == ["a"] && run.lease == nil)
        #expect((run.ended != nil) == status.isTerminal)
    }
}
