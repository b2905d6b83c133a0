internal import ErrorReporting
internal import InferenceKit
internal import ModelSupply
internal import Sandbox
package import WorkerProtocol

/// Looks at the network through `runner-worker --probe`, since this program has no network code.
package struct ProbeHost: Sendable {
    /// What a prober is, and what it found.
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

    /// Finds out several things concurrently.
    ///
    /// - Parameter probes: What to find out; none, to see whether the program itself works.
    /// - Returns: The findings.
    /// - Throws: ``RunnerError`` when the program cannot be started.
    package func findings(of probes: [Probe]) async throws -> Findings {
        let process = WorkerProcess(
            program: program,
            arguments: ["--probe"] + sandbox(for: probes).arguments,
            environment: ["SWIFT_BACKTRACE": "enable=no"]
        )
        let ending = try await process.run { socket, _ in await ask(socket, probes) }
        var findings = ending.result ?? Findings(answers: probes.map { _ in unanswered })
        findings.log = ending.logTail
        return findings
    }

    /// What the prober can reach: links lead to any port; first bytes and archives go to the caller's directories.
    private func sandbox(for probes: [Probe]) -> SandboxRules {
        let paths = probes.compactMap { probe in
            switch probe {
            case .link(_, let path, _), .download(_, let path, _), .bucket(.get(_, let path), _): path
            default: nil
            }
        }
        let directories = Set(paths.map { $0.split(separator: "/").dropLast().joined(separator: "/") })
        let sent = probes.compactMap { probe in
            if case .bucket(.put(let path, _), _) = probe { path } else { nil }
        }
        return SandboxRules(
            readable: [settings.certificateFile, settings.certificateDirectory].compactMap(\.self) + sent,
            scratch: directories.map { "/\($0)" }.sorted(),
            network: .anywhere
        )
    }

    private func ask(_ socket: MessageSocket, _ probes: [Probe]) async -> Findings {
        let feed = MessageFeed<ProbeEvent>(reading: socket, as: ProbeEvent.self, take: { $0 })
        let alarm = Task {
            try await Task.sleep(for: timeout)
            feed.close()
        }
        defer {
            alarm.cancel()
            feed.close()
        }
        return await withTaskCancellationHandler {
            try? socket.send(ProbeCommand.setup(settings))
            for (number, probe) in probes.enumerated() { try? socket.send(ProbeCommand.probe(number: number, probe)) }
            var findings = Findings(answers: probes.map { _ in unanswered })
            var open = Set(probes.indices)
            for await event in feed {
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
            feed.close()
        }
    }

    private var unanswered: ProbeAnswer {
        .fails(
            PredictionError(
                .serviceUnavailable,
                "no response within \(timeout.text)",
                help: "check the network, then try again"
            )
        )
    }
}
