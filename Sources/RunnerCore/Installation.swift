internal import FoundationEssentials
internal import Glibc

/// Where this program and what belongs to it are on this machine.
package struct Installation: Sendable, Hashable {
    /// The path of the running program.
    package let program: String
    /// The environment that the program was started with.
    package let environment: [String: String]
    /// Where what can be made again is kept.
    package let cacheFolder: String

    /// Looks around.
    ///
    /// - Parameters:
    ///   - environment: `RUNNER_CACHE` names the cache; otherwise it is `runner` in `XDG_CACHE_HOME` or `~/.cache`.
    ///   - cache: Named on the command line, before all of these.
    package init(environment: [String: String], cache: String? = nil) {
        self.environment = environment
        program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "runner"
        let named = [cache, environment["RUNNER_CACHE"]].compactMap(\.self).first { !$0.isEmpty }
        let home = environment["HOME"].map { "\($0)/.cache" }
        let general = environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home ?? "/tmp"
        let folder = named ?? "\(general)/runner"
        cacheFolder = folder.hasPrefix("/") ? folder : "\(FileManager.default.currentDirectoryPath)/\(folder)"
    }

    /// The program that a model runs in.
    package var workerProgram: String { beside("runner-worker") }

    /// The emulator of the Vision API.
    package var emulatorProgram: String { beside("runner-emulator") }

    /// Where files are put that nobody needs afterwards.
    package var temporaryFolder: String {
        environment["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
    }

    private func beside(_ name: String) -> String {
        program.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/") + "/" + name
    }
}
