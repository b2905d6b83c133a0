internal import ErrorReporting
internal import Glibc
internal import InferenceKit
internal import Sandbox
internal import SystemReasons
internal import WorkerProtocol

/// The process that a model runs in: `runner-worker MODEL.so RULES…`, started by `runner` with a socket as standard input.
///
/// `runner-worker --probe RULES…` loads no model and answers questions about the network for `runner`, which has no network
/// code. The rules are those of the sandbox; without any, almost nothing is allowed. `runner-worker --run RULES… -- PROGRAM` becomes
/// another program, such as a compiler, within its own rules.
@main
enum RunnerWorker {
    static func main() async {
        // First of all, while the process has one thread.
        do throws(SandboxError) {
            if CommandLine.arguments.dropFirst().first == ProgramSandbox.option {
                return try become(Array(CommandLine.arguments.dropFirst(2)))
            }
            try WorkerSandbox.enter(CommandLine.arguments.dropFirst(2))
        } catch {
            say("runner-worker: the sandbox cannot be applied: \(error)\n")
            exit(ExitStatus.configuration.rawValue)
        }
        guard CommandLine.arguments.count >= 2 else {
            say("runner-worker: started by 'runner predict' with a compiled model; do not start it yourself\n")
            exit(ExitStatus.usage.rawValue)
        }
        guard let socket = takeSocket() else {
            say("runner-worker: standard input is not a socket; it is started by 'runner predict'\n")
            exit(ExitStatus.usage.rawValue)
        }
        // A runner that ends closes the conversation; until then no signal should do anything here.
        signal(SIGPIPE, SIG_IGN)
        ModelOutput.flushEveryLine()
        if CommandLine.arguments[1] == "--probe" {
            await ProbeSession(socket: socket).run()
        } else {
            await WorkerSession(library: CommandLine.arguments[1], socket: socket).run()
        }
    }

    /// What a shell and the system's loader exit with when a program cannot be started; the parent reads the reason from the log.
    private static let notStarted: Int32 = 127

    /// Becomes another program within rules, as `--run RULES… -- PROGRAM ARGUMENT…`.
    private static func become(_ arguments: [String]) throws(SandboxError) {
        let command = try WorkerSandbox.enter(before: arguments)
        var pointers = command.map { strdup($0) }
        pointers.append(nil)
        execv(pointers[0] ?? strdup(""), pointers)
        say("runner-worker: '\(command.first ?? "")' cannot be started: \(SystemReason.text())\n")
        exit(Self.notStarted)
    }

    /// Moves the conversation from standard input, where a model could read or close it by accident.
    private static func takeSocket() -> MessageSocket? {
        var status = stat()
        guard fstat(STDIN_FILENO, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return nil }
        let descriptor = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 64)
        guard descriptor >= 0 else { return nil }
        let nothing = open("/dev/null", O_RDONLY)
        guard nothing >= 0 else { return nil }
        dup2(nothing, STDIN_FILENO)
        close(nothing)
        return MessageSocket(owning: descriptor)
    }

    private static func say(_ text: String) {
        _ = text.withCString { write(STDERR_FILENO, $0, strlen($0)) }
    }
}
