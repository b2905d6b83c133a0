internal import Dispatch
internal import InferenceKit
internal import Subprocess
internal import Synchronization
internal import SystemPackage
package import WorkerProtocol

/// Looks at the network through `runner-worker --probe`, since this program has no network of its own.
package struct ProbeHost: Sendable {
    /// What a prober is, and what it found out.
    package struct Findings: Sendable {
        /// The version of the program that answered; `nil` when none did.
        package var version: String?
        /// The libraries that it runs with.
        package var libraries: String?
        /// One answer for each question.
        package var answers: [ProbeAnswer]
        /// What it printed, when it failed.
        package var log: [String] = []
    }

    private let program: String
    private let settings: ProbeSettings
    private let timeout: Duration

    /// Prepares probes.
    ///
    /// - Parameters:
    ///   - program: The program `runner-worker`.
    ///   - settings: How it reaches the world.
    ///   - timeout: The longest time for all of them.
    package init(program: String, settings: ProbeSettings, timeout: Duration = .seconds(60)) {
        self.program = program
        self.settings = settings
        self.timeout = timeout
    }

    /// Finds things out, all at once.
    ///
    /// - Parameter probes: What to find out; none, to see whether the program itself works.
    /// - Returns: The findings.
    /// - Throws: ``RunnerError`` when the program cannot be started.
    package func findings(of probes: [Probe]) async throws -> Findings {
        let socket: MessageSocket
        let other: Int32
        do {
            (socket, other) = try MessageSocket.pair()
        } catch {
            throw RunnerError(.unavailable, "no connection to a worker can be made: \(error)")
        }
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(5))
        ]
        let log = LogTail()
        let found = Mutex<Findings?>(nil)
        do {
            _ = try await Subprocess.run(
                .path(FilePath(program)),
                arguments: ["--probe"],
                environment: .custom(["SWIFT_BACKTRACE": "enable=no"]),
                platformOptions: options,
                input: .fileDescriptor(FileDescriptor(rawValue: other), closeAfterSpawningProcess: true),
                output: .sequence,
                error: .combinedWithOutput
            ) { execution in
                async let logged: Void = {
                    for try await chunk in execution.standardOutput { log.append(chunk.withUnsafeBytes(Array.init)) }
                }()
                let findings = await ask(socket, probes)
                found.withLock { $0 = findings }
                try? execution.send(signal: .kill, toProcessGroup: true)
                try? await logged
            }
        } catch {
            guard found.withLock({ $0 }) != nil else {
                throw RunnerError(
                    .configuration,
                    "the worker '\(program)' cannot be started: \(error)",
                    help: "build the project again ('make build'), or reinstall it"
                )
            }
        }
        var findings = found.withLock { $0 } ?? Findings(answers: probes.map { _ in unanswered })
        findings.log = log.lines
        return findings
    }

    private func ask(_ socket: MessageSocket, _ probes: [Probe]) async -> Findings {
        let (events, feed) = AsyncStream.makeStream(of: ProbeEvent.self)
        // Reading blocks, so it has a thread of its own; it ends with the process or when the socket is closed.
        DispatchQueue(label: "prober").async {
            try? socket.receive(ProbeEvent.self) { feed.yield($0) }
            feed.finish()
        }
        let alarm = Task {
            try await Task.sleep(for: timeout)
            feed.finish()
        }
        defer {
            alarm.cancel()
            socket.close()
        }
        return await withTaskCancellationHandler {
            try? socket.send(ProbeCommand.setup(settings))
            for (number, probe) in probes.enumerated() { try? socket.send(ProbeCommand.probe(number: number, probe)) }
            var findings = Findings(answers: probes.map { _ in unanswered })
            var open = Set(probes.indices)
            for await event in events {
                switch event {
                case .hello(let version, let libraries):
                    findings.version = version
                    findings.libraries = libraries
                case .answer(let number, let answer):
                    if open.remove(number) != nil { findings.answers[number] = answer }
                }
                if open.isEmpty, findings.version != nil { break }
            }
            return findings
        } onCancel: {
            feed.finish()
        }
    }

    private var unanswered: ProbeAnswer {
        .fails(
            PredictionError(
                .serviceUnavailable,
                "there was no answer within \(timeout.text)",
                help: "check the network, then try again"
            )
        )
    }
}
