import Foundation
import Glibc
import InferenceKit
import TestSupport
import Testing

/// Several processes that drive the runs of one store.
struct FleetTests {
    @Test(arguments: FleetScene.Store.allCases)
    func `two workers drive each run once, and never more at a time than there are slots`(
        store: FleetScene.Store
    ) async throws {
        try await EmulatorRun.with(["--queue-time", "0.2s"]) { emulator in
            let scene = try await FleetScene(emulator, slots: 2, in: store)
            let names = try await scene.enqueue(1...5)
            #expect(Set(names).count == 5)
            #expect(try await emulator.submits() == 0)
            let before = try await scene.fleet()
            #expect(before["queue"]?["waiting"] == 5)
            #expect(
                before["stuck"]?.array?.first?["reason"]
                    == "no process executes enqueued runs; start one with 'runner work'"
            )
            async let second = scene.working(["--quiet"]) { _ in try await scene.untilSucceeded(5) }
            let first = try await scene.working { _ in
                try await scene.until { try await scene.fleet()["machines"]?.array?.count == 2 }
                try await scene.untilSucceeded(5)
            }
            #expect(first.status == 0, "\(first.summary)")
            let other = try await second
            #expect(other.status == 0 && other.errors.isEmpty, "\(other.summary)")
            #expect(try await emulator.submits() == 5)
            let most = try #require(try await emulator.stats()["most_at_once"]?.integer)
            #expect(most <= 2, "\(most)")
            for seed in 1...5 { #expect(try scene.directory.names().contains("\(seed).mp4")) }
            let after = try await scene.fleet()
            #expect(after["machines"] == [] && after["leases"] == [] && after["stuck"] == [])
            #expect(after["slots"]?.array?.allSatisfy { $0["in_use"] == 0 } == true)
            // The result of an enqueued run is there for whoever asks for it.
            let waited = try await scene.runner(["runs", "wait", names[0]])
            #expect(waited.output == "\(scene.directory.path)/1.mp4\n", "\(waited.summary)")
        }
    }

    @Test(arguments: FleetScene.Store.allCases)
    func `a worker that is killed after its submission is replaced by one that fetches the same task`(
        store: FleetScene.Store
    ) async throws {
        try await EmulatorRun.with(["--queue-time", "1s"]) { emulator in
            let scene = try await FleetScene(emulator, slots: 1, in: store)
            _ = try await scene.enqueue(1...2)
            let killed = try await scene.working { process in
                try await scene.until { try await scene.runs().contains { $0["task_id"]?.string != nil } }
                let slots = try await scene.fleet()["slots"]?.array
                #expect(slots?.contains { $0["in_use"] == 1 && $0["submitted"] == 1 } == true, "\(slots ?? [])")
                kill(process, SIGKILL)
            }
            #expect(killed.status == 137)
            let next = try await scene.working { _ in try await scene.untilSucceeded(2) }
            #expect(next.status == 0, "\(next.summary)")
            #expect(try await emulator.submits() == 2)
            #expect(try await emulator.stats()["most_at_once"] == 1)
        }
    }

    @Test func `a worker that is told to stop hands its runs over at once`() async throws {
        try await EmulatorRun.with(["--queue-time", "2s"]) { emulator in
            let scene = try await FleetScene(emulator)
            let name = try await scene.enqueue(1...1)[0]
            async let standby = scene.working(["--quiet"]) { _ in
                try await scene.untilSucceeded(1)
            }
            let first = try await scene.runner(
                ["work", "--models", "\(Project.directory)/vision/omnihuman-1-5"]
            ) { _ in
                // Whichever process has the run is told to stop.
                try await scene.until { try await scene.runs().contains { $0["task_id"]?.string != nil } }
                let lease = try await scene.fleet()["leases"]?.array?.first
                let driver = try #require(lease?["process"]?.integer)
                let machines = try await scene.fleet()["machines"]?.array?.compactMap { $0["process"]?.integer } ?? []
                let other = try #require(machines.first { $0 != driver })
                kill(Int32(driver), SIGTERM)
                let start = ContinuousClock.now
                try await scene.until {
                    try await scene.fleet()["leases"]?.array?.first?["process"]?.integer == other
                }
                #expect(ContinuousClock.now - start < .seconds(10))
                try await scene.untilSucceeded(1)
                kill(Int32(other), SIGTERM)
            }
            let second = try await standby
            #expect([first.status, second.status] == [0, 0], "\(first.summary)\(second.summary)")
            #expect(try await emulator.submits() == 1)
            let shown = try await scene.runner(["runs", "show", name, "--json"])
            let run = try JSONValue(parsing: Array(shown.output.utf8))
            #expect(run["status"] == "succeeded", "\(shown.summary)")
        }
    }

    @Test func `plain predictions wait for a slot too`() async throws {
        try await EmulatorRun.with(["--queue-time", "0.3s"]) { emulator in
            let scene = try await FleetScene(emulator, slots: 1)
            async let first = scene.runner(scene.prediction(1))
            async let second = scene.runner(scene.prediction(2))
            let results = try await [first, second]
            for result in results { #expect(result.status == 0, "\(result.summary)") }
            #expect(try await emulator.stats()["most_at_once"] == 1)
            #expect(results.contains { $0.errors.contains("waiting for a slot of 'vision@\(emulator.endpoint)'") })
        }
    }

    @Test func `a task keeps its slot after its run was removed, until its user says that it has ended`() async throws {
        try await EmulatorRun.with(["--queue-time", "1h"]) { emulator in
            let scene = try await FleetScene(emulator, slots: 1)
            func slots() async throws -> Int? {
                try await scene.fleet()["slots"]?.array?.compactMap { $0["in_use"]?.integer }.reduce(0, +)
            }
            let sent = try await scene.runner(scene.prediction(1) + ["--no-wait"])
            #expect(sent.status == 0, "\(sent.summary)")
            let id = try #require(try await scene.runs().first?["run"]?.string)
            let removed = try await scene.runner(["runs", "rm", id, "--force"])
            #expect(removed.status == 0 && removed.errors.contains("keeps a slot of 'vision@"), "\(removed.summary)")
            let next = "free the slot: runner runs rm \(id.suffix(6)) --force"
            #expect(removed.errors.contains(next), "\(removed.summary)")
            #expect(try await slots() == 1)
            let stuck = try await scene.fleet()["stuck"]?.array
            #expect(stuck?.count == 1 && stuck?.first?["run"]?.string == id, "\(stuck ?? [])")
            let waiting = try await scene.runner(scene.prediction(2) + ["--timeout", "2s"])
            #expect(waiting.errors.contains("1 of 1 are in use"), "\(waiting.summary)")
            let freed = try await scene.runner(["runs", "rm", String(id.suffix(6)), "--force"])
            #expect(freed.status == 0 && freed.errors.contains("freed the slot of 'vision@"), "\(freed.summary)")
            #expect(try await slots() == 0)
            let gone = try await scene.runner(["runs", "rm", id, "--force"])
            #expect(gone.status == 64, "\(gone.summary)")
        }
    }

    @Test func `a worker takes only runs of the models that it has`() async throws {
        try await EmulatorRun.with { emulator in
            let scene = try await FleetScene(emulator)
            _ = try await scene.enqueue(1...1)
            let quick = "\(Project.directory)/vision/omnihuman-1-0-quick"
            let idle = try await scene.runner(["work", "--models", quick]) { process in
                try await scene.until {
                    let stuck = try await scene.fleet()["stuck"]?.array
                    return stuck?.first?["reason"] == "no machine has the model"
                }
                kill(process, SIGTERM)
            }
            #expect(idle.status == 0, "\(idle.summary)")
            #expect(try await emulator.submits() == 0)
            #expect(try await scene.runs().map { $0["status"] } == ["queued"])
            let wrong = try await scene.runner(["work", "--models", "no-such-model"])
            #expect(wrong.status == 64, "\(wrong.summary)")
        }
    }

    @Test func `a run of a person stays with that person`() async throws {
        try await EmulatorRun.with(["--queue-time", "600s"]) { emulator in
            let scene = try await FleetScene(emulator)
            let own = try await scene.runner(scene.prediction(1) + ["--no-wait"])
            #expect(own.status == 0, "\(own.summary)")
            #expect(try await scene.fleet()["queue"]?["waiting"] == 0)
            // Until it is handed over.
            let handed = try await scene.runner(scene.prediction(1) + ["--enqueue"])
            #expect(handed.status == 0, "\(handed.summary)")
            #expect(try await scene.runs().count == 1)
            let worked = try await scene.working { _ in
                try await scene.until { try await scene.fleet()["leases"]?.array?.isEmpty == false }
            }
            #expect(worked.status == 0, "\(worked.summary)")
            #expect(try await emulator.submits() == 1)
        }
    }
}
