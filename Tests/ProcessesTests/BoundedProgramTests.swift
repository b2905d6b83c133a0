import Glibc
import Processes
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct BoundedProgramTests {
    private let shell = BoundedProgram("/bin/sh", environment: ["PATH": "/usr/bin:/bin", "A": "b"])

    private func sh(
        _ script: String,
        input: [UInt8] = [],
        limits: ProcessLimits = ProcessLimits(time: .seconds(50)),
        combinesOutput: Bool = false
    ) async throws -> BoundedProgram.Outcome {
        try await shell.run(["-c", script], input: input, limits: limits, combinesOutput: combinesOutput)
    }

    @Test func `output, log and exit code are reported`() async throws {
        let outcome = try await sh("echo $A; echo oops >&2; exit 3")
        #expect(String(decoding: outcome.output, as: UTF8.self) == "b\n")
        #expect(outcome.log == ["oops"])
        #expect(outcome.end == .exited(3) && !outcome.succeeded)
    }

    @Test func `standard error can go with the output`() async throws {
        let outcome = try await sh("echo a >&2; echo b", combinesOutput: true)
        #expect(String(decoding: outcome.output, as: UTF8.self) == "a\nb\n" && outcome.succeeded)
    }

    @Test(arguments: [0, 1, 200_000])
    func `input arrives whole and ends`(_ count: Int) async throws {
        let outcome = try await sh("wc -c", input: [UInt8](repeating: 120, count: count))
        #expect(String(decoding: outcome.output, as: UTF8.self) == "\(count)\n")
    }

    @Test func `a signal is not an exit code`() async throws {
        let outcome = try await sh("kill -SEGV $$")
        #expect(outcome.end == .signaled(SIGSEGV))
        #expect(
            outcome.end.cause("during setup")
                == "crashed during setup: SIGSEGV (invalid memory access, or endless recursion)"
        )
    }

    @Test func `too much output stops the program, or is dropped`() async throws {
        let stopping = ProcessLimits(time: .seconds(50), outputBytes: 10)
        let stopped = try await sh("yes", limits: stopping)
        #expect(stopped.isTooLong && !stopped.succeeded && stopped.output.count == 10)
        let dropping = ProcessLimits(time: .seconds(50), outputBytes: 10, excess: .isDropped)
        let dropped = try await sh("seq 100000; exit 4", limits: dropping)
        #expect(!dropped.isTooLong && dropped.output.count == 10 && dropped.end == .exited(4))
    }

    @Test func `exactly as much output as allowed is not too much`() async throws {
        let outcome = try await sh("printf 1234567890", limits: ProcessLimits(time: .seconds(50), outputBytes: 10))
        #expect(outcome.succeeded && outcome.output.count == 10)
    }

    @Test func `limits on files, memory and CPU time are set for everything it starts`() async throws {
        var limits = ProcessLimits(time: .seconds(50), memoryBytes: 1 << 30, fileBytes: 1 << 20)
        limits.cpuTime = .seconds(7)
        let outcome = try await sh("sh -c 'ulimit -f; ulimit -v; ulimit -t; ulimit -c'", limits: limits)
        #expect(String(decoding: outcome.output, as: UTF8.self) == "2048\n1048576\n8\n0\n")
    }

    @Test func `an endless loop ends when its CPU time is used up`() async throws {
        var limits = ProcessLimits(time: .seconds(50))
        limits.cpuTime = .zero
        let outcome = try await sh("while :; do :; done", limits: limits)
        #expect(outcome.end == .signaled(SIGKILL) || outcome.end == .signaled(SIGXCPU))
    }

    @Test func `a program that does not exist, or has a relative path, is not started`() async throws {
        for path in ["/nonexistent", "bin/sh", "/usr/bin"] {
            let error = await #expect(throws: ProcessError.self) {
                try await BoundedProgram(path, environment: [:]).run([], limits: ProcessLimits(time: .seconds(1)))
            }
            #expect(error?.code == .notStarted)
        }
    }
}

/// Nothing that a program starts outlives it.
@Suite(.timeLimit(.minutes(1)))
struct SurvivorTests {
    private let directory: TestDirectory
    private let shell = BoundedProgram("/bin/sh", environment: ["PATH": "/usr/bin:/bin"])

    init() throws {
        directory = try TestDirectory()
        mkfifo("\(directory.path)/alive", 0o600)
    }

    /// Starts a background process that holds the pipe `alive` open, and no output of the program.
    private var background: String { "exec 3>\(directory.path)/alive; sleep 600 >/dev/null 2>&1 & exec 3>&-; " }

    /// Waits until the background process has opened the pipe and is gone.
    private func waitForTheEnd() async throws {
        try await readToEnd(of: "\(directory.path)/alive")
    }

    @Test func `when it ends`() async throws {
        async let ended: Void = waitForTheEnd()
        let outcome = try await shell.run(["-c", background + "echo done"], limits: ProcessLimits(time: .seconds(50)))
        #expect(outcome.succeeded)
        try await ended
    }

    @Test func `when its time is over`() async throws {
        async let ended: Void = waitForTheEnd()
        let error = await #expect(throws: ProcessError.self) {
            try await shell.run(["-c", background + "wait"], limits: ProcessLimits(time: .milliseconds(300)))
        }
        #expect(error?.code == .timedOut)
        try await ended
    }

    @Test func `when the task is canceled`() async throws {
        mkfifo("\(directory.path)/ready", 0o600)
        let script = background + "echo >\(directory.path)/ready; wait"
        let task = Task { [shell] in
            _ = try await shell.run(["-c", script], limits: ProcessLimits(time: .seconds(50)))
        }
        async let ended: Void = waitForTheEnd()
        try await readToEnd(of: "\(directory.path)/ready")
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        try await ended
    }

    @Test func `when it writes too much`() async throws {
        async let ended: Void = waitForTheEnd()
        let limits = ProcessLimits(time: .seconds(50), outputBytes: 10)
        #expect(try await shell.run(["-c", background + "yes"], limits: limits).isTooLong)
        try await ended
    }
}
