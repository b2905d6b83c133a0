import ArgumentParser
import CommandParsing
import CurlTransport
import Emulator
import ErrorReporting
import FoundationEssentials
import Glibc
import InferenceKit
import Sandbox
import UnixSignals

/// The emulator as a program.
@main
struct RunnerEmulator: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runner-emulator",
        abstract: "Emulate the BytePlus Vision and ARK APIs on 127.0.0.1, without an account and without charges.",
        discussion: """
            Once it is listening, it prints one line of environment variables. Start a client with them:

              env $(cat settings) runner predict vision/omnihuman-1-5 …

            Requests are logged to standard error. SIGINT and SIGTERM stop it; it removes its temporary files. \
            docs/emulator.md lists the faults that can be injected.
            """
    )

    @Option(help: "The port to listen on; 0 picks a free one.")
    var port = 0

    @Option(help: "The access key that clients must sign with.")
    var accessKey = "emulator"

    @Option(help: "The secret key that clients must sign with.")
    var secretKey = "emulator-secret"

    @Option(
        name: .customLong("faults"),
        help: ArgumentHelp(
            "A fault, as TARGET:KIND[=ARGUMENT][,retry-after=SECONDS][*COUNT]; repeatable.",
            valueName: "spec"
        ),
        transform: { try Fault(specification: $0) }
    )
    var faults: [Fault] = []

    @Option(help: ArgumentHelp("How long a task waits before work on it starts.", valueName: "duration"))
    var queueTime = TimeArgument(.milliseconds(300))

    @Option(help: ArgumentHelp("The minimum time that work on a task takes.", valueName: "duration"))
    var generationTime = TimeArgument(.zero)

    @Option(help: ArgumentHelp("How long after its submission a task expires.", valueName: "duration"))
    var taskLife = TimeArgument(.seconds(43_200))

    @Option(
        help: ArgumentHelp(
            "How long links to videos and masks work; the files are deleted then.",
            valueName: "duration"
        )
    )
    var linkLife = TimeArgument(.seconds(3_600))

    @Option(help: "Maximum number of tasks in progress; unlimited by default.")
    var concurrency: Int?

    @Option(help: "Which member of a response contains the URL of a finished video.")
    var answerForm = VisionAnswer.Form.byteplus

    @Flag(
        help: "Do not say that this is an emulator, so that runner counts runs as paid: to try out consent and limits."
    )
    var anonymous = false

    @Option(
        help: ArgumentHelp(
            "Fetch only the emulator's own files and the links in this file, one per line.",
            valueName: "file",
            visibility: .hidden
        )
    )
    var links: String?

    @Flag(help: "Also stop when standard input ends.")
    var exitWithParent = false

    @Flag(help: "Do not log requests.")
    var quiet = false

    static func main() async {
        // Whoever starts it directly may have keys in the environment, which are no business of ffmpeg.
        Confinement.protectKeys()
        do {
            var command = try parseAsRoot()
            if let command = command as? RunnerEmulator {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            if Self.exitCode(for: error).isSuccess { Self.exit(withError: error) }
            let report = (error as? any ReportedError)?.report ?? ParserFailure(error, of: Self.self).report
            let text = Array("\(report.printed)\n".utf8)
            text.withUnsafeBytes { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
            Glibc.exit(report.exitStatus.rawValue)
        }
    }

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port must be a number from 0 to 65535") }
        guard (concurrency ?? 1) > 0 else { throw ValidationError("--concurrency must be a number from 1") }
        for (name, key) in [("--access-key", accessKey), ("--secret-key", secretKey)]
        where key.isEmpty || !key.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_.+/=".contains($0)) }) {
            throw ValidationError(
                "\(name) must consist of letters, digits and -_.+/=, so that it needs no quotes in a shell"
            )
        }
    }

    func run() async throws {
        signal(SIGPIPE, SIG_IGN)
        let server = EmulatorServer(
            settings,
            transport: CurlTransport(userAgent: "runner-emulator", policy: .loopback, limits: limits),
            log: RequestLog(isQuiet: quiet, time: SystemTime())
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await server.run { announce($1) } }
            group.addTask { for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) { break } }
            if exitWithParent { group.addTask { await StandardInput.end() } }
            try await group.next()
        }
    }

    /// The limits of a download: no more than can be uploaded.
    private var limits: Limits {
        var limits = Limits()
        limits.maximumDownloadBytes = 200_000_000
        limits.stall = .seconds(15)
        return limits
    }

    private var settings: EmulatorSettings {
        var settings = EmulatorSettings(environment: ProcessInfo.processInfo.environment)
        settings.port = port
        settings.confiner = worker
        settings.credential = Credential(accessKey: accessKey, secretKey: Secret(secretKey))
        settings.pace = TaskPace(
            queueTime: queueTime.duration,
            generationTime: generationTime.duration,
            life: taskLife.duration
        )
        settings.concurrency = concurrency
        settings.linkLife = linkLife.duration
        settings.answerForm = answerForm
        settings.faults = faults
        settings.linkList = links
        settings.identifiesItself = !anonymous
        settings.mediaCache = settings.environment["RUNNER_EMULATOR_CACHE"].flatMap { $0.isEmpty ? nil : $0 }
        return settings
    }

    /// The program beside this one that confines ffmpeg.
    private var worker: String? {
        let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let parent = program?.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let worker = parent.map { "\($0)/runner-worker" }
        return worker.flatMap { FileManager.default.isExecutableFile(atPath: $0) ? $0 : nil }
    }

    /// Writes the line that a client needs to standard output, which gets nothing else.
    private func announce(_ variables: [(name: String, value: String)]) {
        let line = variables.map { "\($0.name)=\($0.value)" }.joined(separator: " ") + "\n"
        Array(line.utf8).withUnsafeBytes { _ = write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    }
}
