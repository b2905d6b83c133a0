import Foundation
import InferenceKit
import TestSupport
import Testing

/// What keeps an output from being written is found before anything is paid for.
struct OutputRoomTests {
    /// Mounts a file system of some size at the first argument and becomes the rest, in a namespace of its own.
    private static let script = #"mount -t tmpfs -o size="$2" none "$1" && shift 2 && exec "$@""#

    @Test(.enabled(if: Isolation.isPossible, "needs root and unshare"), arguments: [("4m", 73), ("64m", 0)])
    func `a file system without room for the output is refused before anything is sent`(size: String, status: Int32)
        async throws
    {
        try await EmulatorRun.with { emulator in
            let store = try RunsStore(emulator)
            let place = "\(store.directory.path)/small"
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
            let predict = [
                "\(Project.products)/runner", "predict", "\(Project.directory)/vision/omnihuman-1-0-quick", "--yes",
                "-o",
                "small/video.mp4", "image=\(Project.sample("astronaut.jpg"))", "audio=\(Project.sample("hello.mp3"))",
            ]
            let result = try await run(
                "/usr/bin/env",
                ["unshare", "--mount", "sh", "-c", Self.script, "sh", place, size] + predict,
                environment: store.environment,
                in: store.directory.path
            )
            #expect(result.status == status, "\(result.summary)")
            #expect(try await emulator.submits() == (status == 0 ? 1 : 0))
            guard status != 0 else { return }
            #expect(
                result.errors.hasPrefix(
                    "error: 'small' has 4 MiB free, and the output may need 9.56 MB\nhelp: free some space"
                )
                    || result.errors.contains(
                        "/small' has 4 MiB free, and the output may need 9.56 MB\nhelp: free some space"
                    ),
                "\(result.summary)"
            )
            #expect(try await store.list().isEmpty)
        }
    }

    @Test func `what is in the way of the output is found before anything is paid`() async throws {
        try await EmulatorRun.with { emulator in
            let store = try RunsStore(emulator)
            try store.directory.write("video.mp4", "mine")
            let refused = try await store.predict(["-o", "video.mp4"])
            #expect(refused.status == 73, "\(refused.summary)")
            #expect(refused.errors.contains("'video.mp4' already exists"), "\(refused.summary)")
            #expect(try await store.list().isEmpty)
            // It comes while the run is interrupted.
            let killed = try await store.predict(["-o", "other.mp4"], fault: "before-record:submit:began:runner")
            #expect(killed.status == 128 + SIGKILL, "\(killed.summary)")
            try store.directory.write("other.mp4", "mine too")
            for words in [["resume", "last", "--yes"], ["resume", "--all", "--yes"]] {
                let result = try await store.runs(words)
                #expect(result.status == 73, "\(result.summary)")
                #expect(result.errors.contains("other.mp4' already exists"), "\(result.summary)")
            }
            #expect(try store.directory.read("other.mp4") == "mine too")
            #expect(try await emulator.submits() == 0)
            let elsewhere = try await store.runs("resume", "last", "--yes", "-o", "third.mp4")
            #expect(elsewhere.status == 0, "\(elsewhere.summary)")
            #expect(try await emulator.submits() == 1)
            // Nothing half-written stays.
            let names = try store.directory.names()
            #expect(names.allSatisfy { !$0.hasSuffix(".partial") }, "\(names)")
        }
    }
}
