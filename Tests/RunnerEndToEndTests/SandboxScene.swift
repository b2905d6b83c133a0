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

    let folder: TestFolder
    let user: User
    /// A file of the user that no model is given.
    let secret: String

    init(_ user: User = .own) throws {
        folder = try TestFolder()
        self.user = user
        secret = try folder.write("home/.aws/credentials", "a key of the user")
        try FileManager.default.copyItem(
            atPath: "\(Project.folder)/Tests/RunnerEndToEndTests/HostileModels",
            toPath: "\(folder.path)/models"
        )
    }

    /// The environment of the user's shell.
    private var environment: [String: String] {
        [
            "HOME": "\(folder.path)/home", "RUNNER_CACHE": "\(folder.path)/cache",
            "RUNNER_STATE": "\(folder.path)/runs.sqlite", "UNDECLARED_KEY": "EARLY-t0ken", "HOSTILE_KEY": "decl4red",
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
                in: folder.path,
                whileRunning: whileRunning
            )
        }
        try giveAway()
        return try await run(
            "/usr/bin/setpriv",
            ["--reuid", "65534", "--regid", "65534", "--clear-groups", "\(Project.products)/runner"] + arguments,
            environment: environment,
            in: folder.path,
            whileRunning: whileRunning
        )
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
        let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        for path in [""] + paths { lchown("\(folder.path)/\(path)", 65_534, 65_534) }
    }
}
