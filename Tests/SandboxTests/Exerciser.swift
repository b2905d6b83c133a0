import Foundation
import Sandbox
import TestSupport
import Testing

/// Runs the program `sandbox-exerciser`, as this user or as one that owns nothing.
struct Exerciser {
    /// Who runs it.
    enum User: String, CustomTestStringConvertible, CaseIterable {
        case own, nobody

        var testDescription: String { rawValue }
        /// All that this process can become.
        static var possible: [User] { getuid() == 0 ? allCases : [.own] }
    }

    let directory: TestDirectory
    let user: User
    /// The version of Landlock to use, `own` for the kernel's.
    var version = "own"
    var rules = SandboxRules()

    init(_ user: User = .own) throws {
        directory = try TestDirectory()
        self.user = user
        for path in [directory.path, "\(directory.path)/scratch"] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            chmod(path, 0o777)
        }
        // A user who owns nothing may not reach the build's directory.
        try FileManager.default.copyItem(atPath: "\(Project.products)/sandbox-exerciser", toPath: program)
        rules.scratch = ["\(directory.path)/scratch"]
    }

    private var program: String { "\(directory.path)/exerciser" }

    /// A file beside the scratch directory that its owner has made accessible for everybody.
    func file(_ name: String, _ text: String = "text") throws -> String {
        let path = try directory.write(name, text)
        chmod(path, 0o666)
        return path
    }

    /// Makes attempts, and returns what came of each.
    func outcomes(_ attempts: [String]) async throws -> [String] {
        let result = try await run(attempts)
        return result.output.split(separator: "\n").map { line in
            String(line[(line.firstRange(of: ": ")?.upperBound ?? line.endIndex)...])
        }
    }

    /// Makes attempts.
    func run(
        _ attempts: [String],
        whileRunning: @escaping @Sendable (Int32) async throws -> Void = { _ in }
    ) async throws -> ProgramRun {
        let arguments = rules.arguments + [version] + attempts
        switch user {
        case .own:
            return try await TestSupport.run(program, arguments, in: directory.path, whileRunning: whileRunning)
        case .nobody:
            return try await TestSupport.run(
                "/usr/bin/setpriv",
                ["--reuid", "65534", "--regid", "65534", "--clear-groups", program] + arguments,
                in: directory.path,
                whileRunning: whileRunning
            )
        }
    }
}
