import Glibc
import TestSupport
import Testing

/// Nothing of a compiler outlives the command that started it.
@Suite(.timeLimit(.minutes(2)))
struct CompilerProcessTests {
    private static let place = "cache/models/clang-modules"
    private let folder: TestFolder

    /// A compiler that starts another process in a group of its own, as `swiftc` does; it holds the pipe `alive` open and never ends.
    init() throws {
        folder = try TestFolder()
        // A place that the sandbox of compilers lets them write to.
        try folder.write("\(Self.place)/.keep", "")
        for name in ["cache", "cache/models", Self.place] { chmod("\(folder.path)/\(name)", 0o700) }
        let compiler = try folder.write(
            "swiftc",
            """
            #!/bin/sh
            cd '\(folder.path)/\(Self.place)'
            set -m
            exec 3>alive
            sleep 600 >/dev/null 2>&1 &
            exec 3>&-
            echo >ready
            wait

            """
        )
        chmod(compiler, 0o755)
        for name in ["alive", "ready"] { mkfifo("\(folder.path)/\(Self.place)/\(name)", 0o600) }
    }

    @Test(arguments: [SIGKILL, SIGINT, SIGTERM])
    func `a compilation ends with its command, however that ends`(_ signal: Int32) async throws {
        async let ended: Void = readToEnd(of: "\(folder.path)/\(Self.place)/alive")
        let made = try await run("runner", ["new", "hello", "--registry", folder.path + "/vision"])
        #expect(made.status == 0, "\(made.summary)")
        let stopped = try await run(
            "runner",
            ["validate", "--compile", folder.path + "/vision/hello"],
            environment: ["RUNNER_SWIFTC": folder.path + "/swiftc", "RUNNER_CACHE": folder.path + "/cache"]
        ) { process in
            try await readToEnd(of: "\(folder.path)/\(Self.place)/ready")
            kill(process, signal)
        }
        #expect(stopped.status == (signal == SIGKILL ? 137 : 130), "\(stopped.summary)")
        try await ended
    }
}
