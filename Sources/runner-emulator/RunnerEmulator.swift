import ArgumentParser
import CurlTransport
import Glibc
import InferenceKit
import UnixSignals
import Emulator

/// The emulator as a program of its own.
@main
struct RunnerEmulator: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runner-emulator",
        abstract: "A stand-in for the BytePlus Vision API on 127.0.0.1.",
        discussion: """
            Prints one line of settings once it listens. A client is started with it:

              env $(cat settings) runner predict vision/omnihuman-1-5 …

            Requests are logged to standard error. It stops on SIGINT and SIGTERM and leaves nothing behind. \
            What can go wrong on demand is described in docs/emulator.md.
            """
    )

    @Option(help: "The port to listen on; 0 takes a free one.")
    var port = 0

    @Option(help: "The access key that clients must sign with.")
    var accessKey = "emulator"

    @Option(help: "The secret key that clients must sign with.")
    var secretKey = "emulator-secret"

    @Option(
        name: .customLong("faults"),
        help: ArgumentHelp(
            "What goes wrong, as TARGET:KIND[=ARGUMENT][,retry-after=SECONDS][*COUNT]; repeatable.",
            valueName: "spec"
        ),
        transform: { try Fault(specification: $0) }
    )
    var faults: [Fault] = []

    @Option(help: ArgumentHelp("How long a task waits before it is worked on.", valueName: "duration"))
    var queueTime = TimeArgument(.milliseconds(300))

    @Option(help: ArgumentHelp("How long a task is worked on at least.", valueName: "duration"))
    var generationTime = TimeArgument(.zero)

    @Option(help: ArgumentHelp("How long after its submission a task expires.", valueName: "duration"))
    var taskLife = TimeArgument(.seconds(43_200))

    @Option(help: "How many tasks may be under way at once; without it any number.")
    var concurrency: Int?

    @Option(help: "Where the URL of a finished video is written.")
    var answerForm = VisionAnswer.Form.byteplus

    @Flag(help: "Also stop when standard input ends.")
    var exitWithParent = false

    @Flag(help: "Do not log requests.")
    var quiet = false

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port is a number from 0 to 65535") }
        guard (concurrency ?? 1) > 0 else { throw ValidationError("--concurrency is a number from 1") }
        for (name, key) in [("--access-key", accessKey), ("--secret-key", secretKey)]
        where key.isEmpty || !key.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_.+/=".contains($0)) }) {
            throw ValidationError("\(name) holds letters, digits and -_.+/= only, so that a shell leaves it alone")
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
            group.addTask { try await server.run { announce(port: $0) } }
            group.addTask { for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) { break } }
            if exitWithParent { group.addTask { await StandardInput.end() } }
            try await group.next()
        }
    }

    /// The bounds of what is fetched: no more than can be uploaded.
    private var limits: Limits {
        var limits = Limits()
        limits.maximumDownloadBytes = 200_000_000
        limits.stall = .seconds(15)
        return limits
    }

    private var settings: EmulatorSettings {
        var settings = EmulatorSettings()
        settings.port = port
        settings.credential = Credential(accessKey: accessKey, secretKey: Secret(secretKey))
        settings.pace = TaskBook.Pace(
            queueTime: queueTime.duration,
            generationTime: generationTime.duration,
            life: taskLife.duration
        )
        settings.concurrency = concurrency
        settings.answerForm = answerForm
        settings.faults = faults
        return settings
    }

    /// Writes the line that a client needs, and nothing else ever, to standard output.
    private func announce(port: Int) {
        let endpoint = "http://127.0.0.1:\(port)"
        let line =
            "VISION_ENDPOINT=\(endpoint) BYTEPLUS_ACCESS_KEY=\(accessKey) BYTEPLUS_SECRET_KEY=\(secretKey) "
            + "RUNNER_STAGING=\(endpoint)/uploads\n"
        Array(line.utf8).withUnsafeBytes { _ = write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    }
}
