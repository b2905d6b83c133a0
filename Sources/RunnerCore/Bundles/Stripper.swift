internal import Subprocess

/// Removes from programs and libraries what only a debugger reads, with the system's `strip` where there is one.
///
/// Programs that were built for debugging keep it.
struct Stripper: Sendable {
    private let environment: [String: String]

    /// Prepares to strip.
    ///
    /// - Parameter environment: Where `strip` is looked for.
    init(environment: [String: String]) {
        self.environment = environment
    }

    /// Strips a file, which stays as it is when that fails.
    ///
    /// - Parameter path: A program or a shared library.
    /// - Throws: `CancellationError`.
    func strip(_ path: String) async throws {
        #if !DEBUG
            // A linker with other notions may have made what this program does not read; it is only larger then.
            _ = try? await Subprocess.run(
                .name("strip"),
                arguments: ["--strip-unneeded", path],
                environment: .custom(["PATH": environment["PATH"] ?? ""]),
                output: .discarded,
                error: .discarded
            )
        #endif
        try Task.checkCancellation()
    }
}
