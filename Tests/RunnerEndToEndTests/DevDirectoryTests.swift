import Foundation
import TestSupport
import Testing

/// `runner dev` while the directory of the model comes and goes.
struct DevDirectoryTests {
    @Test(.timeLimit(.minutes(3)))
    func `a directory that is gone is reported by its name, and tried again once it is back`() async throws {
        let models = try TestModels()
        try models.write("hello", predict: #"Output(greeting: "Hello, \(input.name)!")"#)
        let result = try await follow("runner", ["dev", "hello"], in: models.directory.path) { line, process in
            if line.hasPrefix("round 1: ok") {
                rename(models.path("hello"), models.path("gone"))
            } else if line.hasPrefix("round 2: FAILED at manifest") {
                rename(models.path("gone"), models.path("hello"))
            } else if line.hasPrefix("round ") {
                kill(process, SIGINT)
            }
        }
        #expect(result.lines.contains("error: there is no directory 'hello'"), "\(result.lines)")
        #expect(result.lines.contains { $0.hasPrefix("round 3: ok") }, "\(result.lines)")
        #expect(result.status == 0)
    }
}
