internal import Addresses
package import ErrorReporting
internal import FoundationEssentials
internal import Glibc

/// The locations of this program and its files.
package struct Installation: Sendable, Hashable {
    /// The path of the running program.
    package let program: String
    /// The environment that the program was started with.
    package let environment: [String: String]
    /// Whether models run without a sandbox, as the user has asked for this command.
    package let allowsUnsafeModels: Bool
    /// The port at which this program serves, to which no model connects; `nil` for a program that does not serve.
    package let ownPort: UInt16?
    private let cache: String?

    /// Finds the locations.
    ///
    /// - Parameters:
    ///   - environment: `RUNNER_CACHE` names the cache; otherwise it is `runner` in `XDG_CACHE_HOME` or `~/.cache`.
    ///   - cache: The cache from the command line, which overrides these.
    ///   - allowsUnsafeModels: Whether models run without a sandbox.
    ///   - ownPort: The port at which this program serves.
    package init(
        environment: [String: String],
        cache: String? = nil,
        allowsUnsafeModels: Bool = false,
        ownPort: UInt16? = nil
    ) {
        self.environment = environment
        self.allowsUnsafeModels = allowsUnsafeModels
        self.ownPort = ownPort
        program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "runner"
        self.cache = [cache, environment["RUNNER_CACHE"]].compactMap(\.self).first { !$0.isEmpty }
    }

    /// The directory for compiled models.
    ///
    /// - Throws: `RunnerError` with `configuration` if no directory of the user is known. A directory that everyone can
    ///   write to is never used, since code is loaded from it.
    package func cacheDirectory() throws(RunnerError) -> String {
        if let cache {
            return FilePath.absolute(cache)
        }
        if let general = environment["XDG_CACHE_HOME"], general.hasPrefix("/") { return "\(general)/runner" }
        if let home = environment["HOME"], home.hasPrefix("/") { return "\(home)/.cache/runner" }
        throw RunnerError(
            .configuration,
            "there is no directory for compiled models: neither HOME nor XDG_CACHE_HOME is set",
            help: "choose a directory that only you can write to with --cache or RUNNER_CACHE"
        )
    }

    /// The program that a model runs in.
    package var workerProgram: String { beside("runner-worker") }

    /// The emulator.
    package var emulatorProgram: String { beside("runner-emulator") }

    /// The server.
    package var serverProgram: String { beside("runner-server") }

    /// The bundle that the program belongs to.
    package var bundle: RunnerBundle? { RunnerBundle(ofProgram: program) }

    /// The directory of the models that came with the program: those of its bundle, or of the checkout that it was built in.
    package var ownModels: String? {
        if let bundle { return bundle.registry }
        let parts = program.split(separator: "/")
        guard program.hasPrefix("/"), let build = parts.lastIndex(of: ".build") else { return nil }
        let root = "/" + parts[..<build].joined(separator: "/")
        let hasModels = FileManager.default.fileExists(atPath: "\(root)/vision")
        return hasModels && FileManager.default.fileExists(atPath: "\(root)/Package.swift") ? "\(root)/vision" : nil
    }

    /// The directory for temporary files.
    package var temporaryDirectory: String {
        environment["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
    }

    /// The directory of the programs.
    package var directory: String {
        program.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    }

    private func beside(_ name: String) -> String { "\(directory)/\(name)" }
}
