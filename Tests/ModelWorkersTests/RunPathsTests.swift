import InferenceKit
import Testing
import WorkerProtocol

@testable import ModelWorkers

/// The runner and a worker know a run's files by different paths.
struct RunPathsTests {
    private let paths = {
        var paths = RunPaths()
        paths.add("/home/ada/note.txt", "/w/inputs/k/0/note.txt", isOutput: false)
        paths.add("/home/ada/video.mp4.k3.partial", "/w/outputs/k/0-video.mp4.k3.partial", isOutput: true)
        return paths
    }()

    @Test func `a request gets the worker's paths, and texts that look like a path stay`() {
        let request = WorkerRequest(
            run: "1",
            input: [
                "note": ["name": "note.txt", "path": "/home/ada/note.txt"], "text": "/home/ada/note.txt",
                "more": [["path": "/home/ada/note.txt"], ["path": "/elsewhere"]],
            ],
            outputPaths: ["video": "/home/ada/video.mp4.k3.partial"],
            scratchDirectory: "/s",
            timeoutSeconds: 1
        )
        let inner = paths.inner(request)
        #expect(inner.input["note"] == ["name": "note.txt", "path": "/w/inputs/k/0/note.txt"])
        #expect(inner.input["text"] == "/home/ada/note.txt")
        #expect(inner.input["more"] == [["path": "/w/inputs/k/0/note.txt"], ["path": "/elsewhere"]])
        #expect(inner.outputPaths == ["video": "/w/outputs/k/0-video.mp4.k3.partial"])
        #expect(RunPaths.files(in: request.input) == ["/home/ada/note.txt", "/elsewhere"])
    }

    @Test func `what is recorded has the runner's paths`() {
        let inner = "/w/outputs/k/0-video.mp4.k3.partial"
        let outer = "/home/ada/video.mp4.k3.partial"
        #expect(
            paths.outer(.finished(run: "k", output: ["video": ["path": .string(inner)], "text": "as it is"]))
                == .finished(run: "k", output: ["video": ["path": .string(outer)], "text": "as it is"])
        )
        let step = { (path: String) in
            StepRecord(name: "make", paid: false, phase: .succeeded, result: [.string(path)])
        }
        #expect(
            paths.outer(.step(number: 1, run: "k", record: step(inner)))
                == .step(number: 1, run: "k", record: step(outer))
        )
    }
}
