import Foundation
import InferenceKit
import PaidAnswerFiles
import RunStore
import RunStoreFixtures
import Synchronization
import TestSupport
import Testing
import WorkerProtocol

@testable import RunQueue

/// What the person who runs a queue has to know.
struct WarningTests {
    private final class Listener: RunObserver {
        let warnings = Mutex<[String]>([])

        func accepted(_ run: RunNews) async {}
        func happened(_ event: RunEvent, to run: RunNews) {}
        func ended(_ run: RunNews) async {}
        func warned(_ text: String) { warnings.withLock { $0.append(text) } }
    }

    @Test func `an answer of a run that is not recorded is reported once`() async throws {
        let scene = try await QueueScene()
        let lease = try await scene.store.acquire(try await scene.enqueue(), for: .current, at: Date())
        let directory = PaidAnswerDirectory(lease, beside: scene.store)
        try directory.create()
        let file = try directory.reserve(for: .ended)
        let record = StepRecord(name: "submit", paid: true, phase: .succeeded)
        let answer = PaidAnswerFile.Answer(
            run: lease.run.description,
            record: record,
            taskID: "task-9",
            secondsSinceEpoch: 1
        )
        try PaidAnswerFile.write(answer, to: file)
        try await scene.store.release(lease)
        _ = try await scene.store.remove(lease.run, at: Date())
        let listener = Listener()
        try await scene.work(observer: listener) {
            listener.warnings.withLock { $0.contains { $0.contains("task-9") } }
        }
        let again = scene.queue(observer: listener)
        for _ in 0..<2 { await again.warnOnce("once") }
        #expect(listener.warnings.withLock { $0.count { $0 == "once" } } == 1)
        let about = listener.warnings.withLock { $0.filter { $0.contains("task-9") } }
        #expect(about.count == 1 && about.first?.contains(file) == true, "\(about)")
    }
}
