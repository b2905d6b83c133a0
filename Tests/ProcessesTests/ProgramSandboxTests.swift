import Glibc
import Processes
import Sandbox
import TestSupport
import Testing

/// Programs that we start, such as compilers, in a sandbox.
@Suite(.timeLimit(.minutes(1)))
struct ProgramSandboxTests {
    private let directory: TestDirectory
    private let secret: String

    init() throws {
        directory = try TestDirectory()
        secret = try directory.write("secret", "a key of the user")
        try directory.write("given/file", "given")
        try directory.write("work/.keep", "")
    }

    private func sh(_ script: String) async throws -> BoundedProgram.Outcome {
        let sandbox = ProgramSandbox(
            confiner: "\(Project.products)/runner-worker",
            program: "/bin/sh",
            readable: ["\(directory.path)/given"],
            scratch: ["\(directory.path)/work"]
        )
        let shell = BoundedProgram("/bin/sh", environment: ["PATH": "/usr/bin:/bin"], sandbox: sandbox)
        return try await shell.run(["-c", script], limits: ProcessLimits(time: .seconds(30)))
    }

    @Test func `a program reads what it is given, and writes where it may`() async throws {
        let outcome = try await sh("cat '\(directory.path)/given/file' | tee '\(directory.path)/work/copy'")
        #expect(outcome.succeeded && String(decoding: outcome.output, as: UTF8.self) == "given", "\(outcome.log)")
        #expect(try directory.read("work/copy") == "given")
    }

    @Test(arguments: [
        "cat SECRET", "echo owned >SECRET", "rm SECRET", "mv SECRET WORK/", "ln SECRET WORK/link", "ls DIRECTORY",
        "echo a >DIRECTORY/new", "cat /etc/passwd", "cat /proc/1/environ", "cat /proc/$PPID/environ",
        "cp /bin/true WORK/true && WORK/true", "setsid true", "unshare -U true", "kill -TERM $PPID",
        "prlimit --pid $PPID --core=0:0", "perl -MSocket -e 'socket(S, PF_INET, SOCK_STREAM, 6) or exit 1'",
        "perl -MSocket -e 'socketpair(A, B, PF_UNIX, SOCK_DGRAM, 0) or exit 1'",
        "perl -MSocket -e 'socket(S, PF_UNIX, SOCK_STREAM, 0) or exit 1'",
    ])
    func `all else is refused`(_ script: String) async throws {
        let script = script.replacing("SECRET", with: secret).replacing("WORK", with: "\(directory.path)/work")
            .replacing("DIRECTORY", with: directory.path)
        let outcome = try await sh(script)
        #expect(!outcome.succeeded && outcome.end != .exited(127), "\(outcome.end) \(outcome.log)")
        #expect(try TestDirectory.text(secret) == "a key of the user")
        #expect(try directory.names() == ["given", "secret", "work"])
    }

    @Test func `who can use a file stays as it is`() async throws {
        chmod(secret, 0o600)
        let outcome = try await sh(
            "chmod 777 '\(secret)'; touch -t 200001010000 '\(secret)'; cp -p /bin/true '\(directory.path)/work/true'"
        )
        #expect(outcome.succeeded, "\(outcome.log)")
        var status = stat()
        #expect(stat(secret, &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(status.st_mtim.tv_sec > 1_000_000_000)
    }

    @Test func `what a program starts in a group of its own does not outlive it`() async throws {
        let pipe = "\(directory.path)/work/alive"
        mkfifo(pipe, 0o600)
        // Open before the program starts, since it may be stopped before it opens the pipe itself.
        let reader = open(pipe, O_RDONLY | O_NONBLOCK)
        defer { close(reader) }
        // A shell with job control gives each job a group.
        let outcome = try await sh("set -m; sleep 600 >'\(pipe)' 2>/dev/null & exit 0")
        #expect(outcome.end == .exited(0), "\(outcome.log)")
        #expect(fcntl(reader, F_SETFL, 0) == 0)
        let count = try await onItsOwnThread {
            var byte: UInt8 = 0
            return read(reader, &byte, 1)
        }
        #expect(count == 0)
    }

    @Test func `a program that does not exist is named`() async throws {
        let run = try await run(
            "\(Project.products)/runner-worker",
            ["--run", "--execute", "/usr", "--", "/usr/bin/no-such-program"]
        )
        #expect(
            run.status == 127 && run.errors.contains("'/usr/bin/no-such-program' cannot be started"),
            "\(run.summary)"
        )
    }
}
