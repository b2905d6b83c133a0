internal import Processes

/// Removes debugging information from programs and libraries with the system's `strip`, if it is installed.
///
/// Programs that were built for debugging keep theirs.
struct Stripper: Sendable {
    private let environment: [String: String]

    /// Prepares to strip.
    ///
    /// - Parameter environment: Where `strip` is looked for.
    init(environment: [String: String]) {
        self.environment = environment
    }

    /// Strips a file, which stays as it is if that fails.
    ///
    /// - Parameter path: A program or a shared library.
    /// - Throws: `CancellationError`.
    func strip(_ path: String) async throws {
        #if !DEBUG
            if let strip = SearchPath(environment: environment).program(named: "strip") {
                // `strip` may not understand what this linker wrote; the file is only larger then.
                _ = try? await BoundedProgram(strip, environment: [:])
                    .run(["--strip-unneeded", path], limits: ProcessLimits(time: .seconds(60)))
            }
        #endif
        try Task.checkCancellation()
    }
}
