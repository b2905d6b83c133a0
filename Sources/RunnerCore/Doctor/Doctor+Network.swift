internal import ErrorReporting
internal import FoundationEssentials
internal import InferenceKit
internal import ModelManifest
internal import WorkerProtocol

extension Doctor {
    /// What a prober was asked, and how its answers read.
    private struct Question {
        var check: String
        var probe: Probe
        var findings: (ProbeAnswer) -> [DoctorFinding]
    }

    /// The worker, and everything that it sees of the network.
    func network(_ models: [ModelDirectory]) async -> (worker: [DoctorFinding], service: [DoctorFinding]) {
        let (staging, stagingFindings) = stagingQuestions()
        let questions = [endpointQuestion] + keyQuestions(models) + staging
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
                    "'\(installation.workerProgram)' is of version \(version), this is \(runnerVersion)",
                    help: rebuild
                )
            ]
        }
        return [.ok("worker", "runner-worker \(version)"), .ok("libraries", libraries)]
    }
}

// MARK: - The service

extension Doctor {
    private var endpoint: String { service.endpoint ?? "https://cv.byteplusapi.com" }

    private var endpointQuestion: Question {
        let endpoint = endpoint
        return Question(check: "network", probe: .service(url: "\(endpoint)/")) { answer in
            guard case .answered(let skewSeconds) = answer else {
                guard case .fails(let error) = answer else { return [] }
                return [
                    DoctorFinding(
                        "network",
                        .failed,
                        error.message,
                        help: "check the network, HTTPS_PROXY, --endpoint and VISION_ENDPOINT",
                        exitStatus: .unavailable
                    )
                ]
            }
            let reached = DoctorFinding.ok("network", "\(endpoint) answers")
            guard let skewSeconds else { return [reached] }
            let off = "this machine's clock is \(abs(skewSeconds)) s \(skewSeconds > 0 ? "behind" : "ahead")"
            let help = "set the clock, for example with 'timedatectl set-ntp true'"
            // Signatures are good for a quarter of an hour to either side.
            if abs(skewSeconds) >= 900 { return [reached, DoctorFinding("clock", .failed, off, help: help)] }
            if abs(skewSeconds) >= 60 { return [reached, DoctorFinding("clock", .warning, off, help: help)] }
            return [reached, .ok("clock", "agrees with the service's to \(abs(skewSeconds)) s")]
        }
    }

    /// One question for each model of the Vision API whose keys are set.
    private func keyQuestions(_ models: [ModelDirectory]) -> [Question] {
        models.compactMap { model in
            let names = model.manifest.secrets.map(\.key)
            guard names.contains("BYTEPLUS_ACCESS_KEY"), names.contains("BYTEPLUS_SECRET_KEY"),
                let accessKey = service.environment["BYTEPLUS_ACCESS_KEY"], !accessKey.isEmpty,
                let secretKey = service.environment["BYTEPLUS_SECRET_KEY"], !secretKey.isEmpty,
                let reqKey = reqKey(of: model)
            else { return nil }
            let probe = Probe.vision(
                endpoint: service.endpoint,
                accessKey: accessKey,
                secretKey: secretKey,
                reqKey: reqKey
            )
            return Question(check: "keys", probe: probe) { answer in
                switch answer {
                case .works(let text): return [.ok("keys", "\(model.manifest.fullName): \(text)")]
                case .fails(var error):
                    error.message = "\(model.manifest.fullName): \(error.message)"
                    return [.failed("keys", error)]
                case .link, .answered: return []
                }
            }
        }
    }

    /// The model's name at the service: what its sources name last, which is what they submit to.
    private func reqKey(of model: ModelDirectory) -> String? {
        let files = ((try? FileManager.default.contentsOfDirectory(atPath: model.path)) ?? []).sorted()
            .filter { $0.hasSuffix(".swift") }
        var last: String?
        for file in files {
            guard let data = FileManager.default.contents(atPath: "\(model.path)/\(file)") else { continue }
            for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
                let words = line.split(separator: "\"", omittingEmptySubsequences: false)
                guard let place = words.firstIndex(of: "req_key"), place + 2 < words.count else { continue }
                last = String(words[place + 2])
            }
        }
        return last
    }
}

// MARK: - Staging

extension Doctor {
    private func stagingQuestions() -> ([Question], [DoctorFinding]) {
        let question = { (probe: Probe, place: String) in
            Question(check: "staging", probe: probe) { answer in
                switch answer {
                case .works(let text): [.ok("staging", "\(place): \(text)")]
                case .fails(let error): [.failed("staging", error)]
                case .link, .answered: []
                }
            }
        }
        guard let staging = service.staging else {
            return (
                [],
                [
                    DoctorFinding(
                        "staging",
                        .warning,
                        "not set, so inputs for the real service must be links",
                        help: "name a bucket with --staging or RUNNER_STAGING, s3://BUCKET/PREFIX?endpoint=https://…"
                    )
                ]
            )
        }
        if let problem = service.stagingProblem {
            guard problem.code != .missingSecret, let storage = service.storage else {
                return ([], [.failed("staging", problem)])
            }
            // It can be tried all the same, as one does before a service can reach it.
            return ([question(.bucket(storage), storage.place)], [.failed("staging", problem)])
        }
        if let storage = service.storage { return ([question(.bucket(storage), storage.place)], []) }
        return ([question(.uploads(base: staging), staging)], [])
    }
}
