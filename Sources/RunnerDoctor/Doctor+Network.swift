internal import ErrorReporting
internal import InferenceKit
internal import ModelSupply
internal import ServiceAccess
internal import StagingPlaces
internal import WorkerProtocol

extension Doctor {
    /// A question to a prober, and how to read its answer.
    private struct Question {
        var check: String
        var probe: Probe
        var findings: (ProbeAnswer) -> [DoctorFinding]
    }

    /// Checks the worker, and what it sees of the network.
    func network() async -> (worker: [DoctorFinding], service: [DoctorFinding]) {
        let (staging, stagingFindings) = stagingQuestions()
        let questions = endpointQuestions + staging
        let host = ProbeHost(
            program: installation.workerProgram,
            settings: service.probeSettings,
            timeout: .seconds(45)
        )
        let found: ProbeHost.Findings
        do {
            found = try await host.findings(of: questions.map(\.probe))
        } catch let error as RunnerError {
            return ([.failed("worker", error)], stagingFindings)
        } catch {
            return ([DoctorFinding("worker", .failed, "\(error)", help: "try again")], stagingFindings)
        }
        let worker = self.worker(found)
        guard found.version != nil else { return (worker, stagingFindings) }
        let answers = zip(questions, found.answers).flatMap { $0.findings($1) }
        return (worker, answers + stagingFindings)
    }

    private func worker(_ found: ProbeHost.Findings) -> [DoctorFinding] {
        let rebuild = "build the project again ('make build'), or reinstall it"
        guard let version = found.version, let libraries = found.libraries else {
            let reason = found.log.last.map { ": \($0)" } ?? ""
            if let missing = MissingLibrary(log: found.log, program: installation.workerProgram) {
                let message = "'\(installation.workerProgram)' does not start: this system has no '\(missing.name)'"
                return [DoctorFinding("worker", .failed, message, help: missing.help)]
            }
            return [
                DoctorFinding(
                    "worker",
                    .failed,
                    "'\(installation.workerProgram)' does not start\(reason)",
                    help: rebuild
                )
            ]
        }
        guard version == runnerVersion else {
            return [
                DoctorFinding(
                    "worker",
                    .failed,
                    "'\(installation.workerProgram)' has version \(version), but this program has version \(runnerVersion)",
                    help: rebuild
                )
            ]
        }
        return [.ok("worker", "runner-worker \(version)"), .ok("libraries", libraries)]
    }
}

// MARK: - The service

extension Doctor {
    /// Whether the address in place of a service's own answers; the services' own addresses are known to their models only.
    private var endpointQuestions: [Question] {
        [service.endpoint].compactMap(\.self).map { endpoint in
            Question(check: "network", probe: .service(address: endpoint)) { answer in
                switch answer {
                case .service(let findings): DoctorFinding.service(findings)
                case .fails(let error): [.failed("network", error)]
                case .emulator, .link, .works, .files: []
                }
            }
        }
    }
}

// MARK: - Staging

extension Doctor {
    private func stagingQuestions() -> ([Question], [DoctorFinding]) {
        let question = { (place: StagingPlace) in
            Question(check: "staging", probe: .staging(place)) { answer in
                switch answer {
                case .works(let text): [.ok("staging", "\(place.shown): \(text)")]
                case .fails(let error): [.failed("staging", error)]
                case .emulator, .link, .service, .files: []
                }
            }
        }
        guard service.staging != nil else {
            return (
                [],
                [
                    DoctorFinding(
                        "staging",
                        .warning,
                        "not set, so inputs for the real service must be links",
                        help: "set a bucket with --staging or RUNNER_STAGING, s3://BUCKET/PREFIX?endpoint=https://…"
                    )
                ]
            )
        }
        if let problem = service.stagingProblem {
            // A place that the service cannot reach can still be tried, as people do before it can.
            return (service.stagingPlace.map { [question($0)] } ?? [], [.failed("staging", problem)])
        }
        return (service.stagingPlace.map { [question($0)] } ?? [], [])
    }
}
