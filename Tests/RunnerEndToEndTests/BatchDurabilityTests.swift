import Foundation
import Glibc
import InferenceKit
import TestSupport
import Testing

/// A batch is killed at random moments, again and again, and ends as if nothing had happened.
///
/// With `DURABILITY=full` it has 50 rows and is killed 100 times, which takes some minutes.
struct BatchDurabilityTests {
    private static let isFull = ProcessInfo.processInfo.environment["DURABILITY"] == "full"

    @Test func `a batch that is killed at random moments pays once for each row`() async throws {
        let (rows, kills) = Self.isFull ? (50, 100) : (6, 5)
        try await EmulatorRun.with { emulator in
            let scene = try BatchScene(emulator, rows: rows)
            var random = SystemRandomNumberGenerator()
            for _ in 1...kills {
                let delay = Duration.milliseconds(Int.random(in: 20...1_500, using: &random))
                let killed = try await scene.batch(consent: ["--yes"]) { process in
                    try await ContinuousClock().sleep(for: delay)
                    kill(process, SIGKILL)
                }
                #expect([0, 137].contains(killed.status), "after \(delay): \(killed.summary)")
                // A file that a killed process has left is read line by line.
                if FileManager.default.fileExists(atPath: "\(scene.directory.path)/rows-results.jsonl") {
                    _ = try scene.results()
                }
            }
            let last = try await scene.batch()
            #expect(last.status == 0, "\(last.summary)")
            #expect(try await emulator.submits() == rows)
            #expect(try scene.results().map { $0["row"]?.integer } == Array(1...rows))
            #expect(try Set(scene.statuses()) == ["succeeded"])

            // An undisturbed batch has the same files with the same bytes.
            let whole = try BatchScene(emulator, rows: rows)
            #expect(try await whole.batch().status == 0)
            #expect(try scene.outputs() == whole.outputs())
            for name in try whole.outputs() {
                let paths = [scene, whole].map { "\($0.directory.path)/out/\(name)" }
                #expect(FileManager.default.contentsEqual(atPath: paths[0], andPath: paths[1]), "\(name)")
            }
            #expect(try await emulator.submits() == 2 * rows)
        }
    }
}
