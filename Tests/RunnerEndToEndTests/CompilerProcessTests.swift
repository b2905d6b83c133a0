import Glibc
import TestSupport
import Testing

/// Nothing of a compiler outlives the command that started it.
@Suite(.timeLimit(.minutes(2)))
struct CompilerProcessTests {
    private static let place = "cache/models/clang-modules"
    private let directory: TestDirectory

    /// A compiler that starts another process in a group of its own, as `swiftc` does; it holds the pipe `alive` open and never ends.
    init() throws {
        directory = try TestDirectory()
        // A place that the sandbox of compilers lets them write to.
        try directory.write("\(Self.place)/.keep", "")
        for name in ["cache", "cache/models", Self.place] { chmod("\(directory.path)/\(name)", 0o700) }
        let compiler = try directory.write(
            "swiftc",
            """
            #!/bin/sh
            cd '\(directory.path)/\(Self.place)'
            set -m
            exec 3>alive
            sleep 600 >/dev/null 2>&1 &
            exec 3>&-
            echo >ready
            wait

            """
        )
        chmod(compiler, 0o755)
        for name in ["alive", "ready"] { mkfifo("\(directory.path)/\(Self.place)/\(name)", 0o600) }
    }

    @Test(arguments: [SIGKILL, SIGINT, SIGTERM])
    func `a compilation ends with its command, however that ends`(_ signal: Int32) async throws {
        async let ended: Void = readToEnd(of: "\(directory.path)/\(Self.place)/alive")
        let made = try await run("runner", ["new", "hello", "--registry", directory.path + "/vision"])
        #expect(made.status == 0, "\(made.summary)")
        let stopped = try await run(
            "runner",
            ["validate", "--compile", directory.path + "/vision/hello"],
            environment: ["RUNNER_SWIFTC": directory.path + "/swiftc", "RUNNER_CACHE": directory.path + "/cache"]
        ) { process in
            try await readToEnd(of: "\(directory.path)/\(Self.place)/ready")
            kill(process, signal)
        }
        #expect(stopped.status == (signal == SIGKILL ? 137 : 130), "\(stopped.summary)")
        try await ended
    }
}
