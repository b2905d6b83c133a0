internal import ErrorReporting
internal import FoundationEssentials
internal import Glibc
internal import ModelBuild
internal import ModelSupply
internal import ServiceAccess

extension Doctor {
    /// Checks the Swift compiler, and whether it can read the kit; none is needed where all models are compiled.
    func toolchain(for models: [ModelDirectory]) async -> [DoctorFinding] {
        if (try? Toolchain(environment: installation.environment)) == nil, let found = bundledModels(models) {
            return found
        }
        let environment = installation.environment
        do {
            let toolchain = try Toolchain(environment: environment)
            let kit = try ModelKit(besideProgram: installation.program)
            // Before the compiler, which says nothing when it has no place for its files.
            let directory = try ScratchDirectory(in: installation.temporaryDirectory)
            defer { directory.remove() }
            let version = try await toolchain.version(environment: environment)
            try await toolchain.read(kit, in: directory.path, environment: environment)
            return [.ok("toolchain", "\(version), reads the modules of this build")]
        } catch let error as ModelBuildError {
            return [DoctorFinding("toolchain", .failed, error.message, help: error.help)]
        } catch let error as RunnerError {
            return [.failed("toolchain", error)]
        } catch {
            return [DoctorFinding("toolchain", .failed, "\(error)", help: "try again")]
        }
    }

    /// Checks whether the models can be loaded as they came with the program; `nil` when one has to be compiled.
    private func bundledModels(_ models: [ModelDirectory]) -> [DoctorFinding]? {
        let libraries = ModelLibraries(installation)
        var unusable: [DoctorFinding] = []
        for model in models {
            switch try? libraries.prebuilt(of: model) {
            case .ready: continue
            case .unusable(let reason):
                let error = ModelLibraries.unusable(model.path, reason)
                unusable.append(DoctorFinding("toolchain", .failed, error.message, help: error.help))
            case .none?, nil: return nil
            }
        }
        guard unusable.isEmpty, !models.isEmpty else { return unusable.isEmpty ? nil : unusable }
        return [.ok("toolchain", "none found, and none needed: the models are compiled")]
    }

    /// Checks the directories that a prediction writes to.
    func directories() -> [DoctorFinding] {
        var findings: [DoctorFinding] = []
        do {
            let finding = directory(
                "cache",
                try installation.cacheDirectory(),
                help: "choose another with --cache or RUNNER_CACHE"
            )
            findings.append(finding)
            if finding.status != .failed { try ModelLibraries(installation).checkCache() }
        } catch let error as ModelBuildError {
            findings[0] = DoctorFinding("cache", .failed, error.message, help: error.help)
        } catch {
            let report = ErrorReport(error)
            findings = [
                DoctorFinding("cache", .failed, report.message, help: report.help, exitStatus: report.exitStatus)
            ]
        }
        if let stateDirectory {
            findings.append(directory("state", stateDirectory, help: "choose another file with RUNNER_STATE"))
        } else {
            findings.append(
                DoctorFinding(
                    "state",
                    .failed,
                    "there is no place to record runs: neither HOME nor XDG_STATE_HOME is set",
                    help: "set RUNNER_STATE to a file"
                )
            )
        }
        findings.append(directory("temporary", installation.temporaryDirectory, help: "choose another with TMPDIR"))
        return findings
    }

    /// Checks whether a directory, or its nearest parent that exists, can be written and has room.
    private func directory(_ check: String, _ path: String, help: String) -> DoctorFinding {
        var existing = path
        while !FileManager.default.fileExists(atPath: existing), existing.count > 1 {
            let parts = existing.split(separator: "/")
            existing = "/" + parts.dropLast().joined(separator: "/")
        }
        do {
            // To try says more than permissions do.
            try ScratchDirectory(in: existing).remove()
        } catch {
            let found = existing == path ? "'\(path)'" : "'\(path)' cannot be created, because '\(existing)'"
            return DoctorFinding(
                check,
                .failed,
                "\(found) cannot be written",
                help: "check its permissions, or \(help)"
            )
        }
        var status = statvfs()
        guard statvfs(existing, &status) == 0 else { return .ok(check, "'\(path)' can be written") }
        let free = Double(status.f_bavail) * Double(status.f_frsize) / 1e9
        let shown = "'\(path)' can be written, \(free < 10 ? "\((free * 10).rounded() / 10)" : "\(Int(free))") GB free"
        if free < 0.1 {
            return DoctorFinding(check, .failed, shown, help: "free some space, or \(help)", exitStatus: .cannotWrite)
        }
        if free < 1 { return DoctorFinding(check, .warning, shown, help: "free some space, or \(help)") }
        return .ok(check, shown)
    }

    /// Whether the emulator starts, for which it needs a complete ffmpeg; nothing else needs it.
    func emulator() async -> DoctorFinding {
        do {
            try await EmulatorProcess(program: installation.emulatorProgram)
                .run(environment: installation.environment) { _ in }
            return .ok("emulator", "runner-emulator starts, and finds ffmpeg and its encoders")
        } catch {
            let report = ErrorReport(error)
            // Print the emulator's own messages first.
            let prefix = "error: "
            let reason = report.logTail.last { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
            let message = "\(reason ?? report.message); only --emulator needs it"
            return DoctorFinding("emulator", .warning, message, help: report.help)
        }
    }
}
