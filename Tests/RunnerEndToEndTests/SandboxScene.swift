import Foundation
import TestSupport

/// A user with secrets on disk and in the environment, who runs a hostile model.
struct SandboxScene: Sendable {
    /// Who runs it.
    enum User: String, CaseIterable, Sendable {
        case own, nobody

        /// All that this process can become.
        static var possible: [User] { getuid() == 0 ? allCases : [.own] }
    }

    let directory: TestDirectory
    let user: User
    /// A file of the user that no model is given.
    let secret: String

    init(_ user: User = .own) throws {
        directory = try TestDirectory()
        self.user = user
        secret = try directory.write("home/.aws/credentials", "a key of the user")
        try FileManager.default.copyItem(
            atPath: "\(Project.directory)/Tests/RunnerEndToEndTests/HostileModels",
            toPath: "\(directory.path)/models"
        )
    }

    /// The environment of the user's shell.
    private var environment: [String: String] {
        [
            "HOME": "\(directory.path)/home", "RUNNER_CACHE": "\(directory.path)/cache",
            "RUNNER_STATE": "\(directory.path)/runs.sqlite", "UNDECLARED_KEY": "EARLY-t0ken", "HOSTILE_KEY": "decl4red",
        ]
    }

    /// Runs `runner` as the user.
    func runner(
        _ arguments: [String],
        environment more: [String: String] = [:],
        whileRunning: @escaping @Sendable (Int32) async throws -> Void = { _ in }
    ) async throws -> ProgramRun {
        let environment = environment.merging(more) { $1 }
        guard user == .nobody else {
            return try await run(
                "runner",
                arguments,
                environment: environment,
                in: directory.path,
                whileRunning: whileRunning
            )
        }
        try giveAway()
        return try await run(
            "/usr/bin/setpriv",
            ["--reuid", "65534", "--regid", "65534", "--clear-groups", "\(Project.products)/runner"] + arguments,
            environment: environment,
            in: directory.path,
            whileRunning: whileRunning
        )
    }

    /// Runs another program in the directory, with the environment of the user's shell.
    func program(_ path: String, _ arguments: [String]) async throws -> ProgramRun {
        try await run(path, arguments, environment: environment, in: directory.path)
    }

    /// Lets the hostile model make an attack.
    func attack(_ attack: String, _ target: String = "", _ arguments: [String] = []) async throws -> ProgramRun {
        // Without a sandbox, an administrator's model can read the runner's environment.
        let more = arguments.contains("--unsafe-models") ? ["UNDECLARED_KEY": ""] : [:]
        return try await runner(
            ["predict", "models/hostile", "--yes", "-i", "attack=\(attack)", "target=\(target)"] + arguments,
            environment: more
        )
    }

    /// Makes everything in the scene the user's own.
    private func giveAway() throws {
        let paths = FileManager.default.enumerator(atPath: directory.path)?.compactMap { $0 as? String } ?? []
        for path in [""] + paths { lchown("\(directory.path)/\(path)", 65_534, 65_534) }
    }
}
