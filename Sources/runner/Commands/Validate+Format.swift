import ArgumentParser
import Diagnostics
import FoundationEssentials
import Glibc
import ManifestChecks
import ManifestDecoding
import ModelManifest
import WorkerProtocol

extension Profile: ExpressibleByArgument {}

extension Validate {
    /// How findings are written.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
        case github
        case sarif
        case junit

        /// The writer of the format.
        ///
        /// - Parameter usesColor: Whether text is colored.
        /// - Returns: The writer.
        func report(usesColor: Bool) -> any ReportFormat {
            switch self {
            case .text: TextRenderer(usesColor: usesColor)
            case .json: JSONReport()
            case .github: GitHubReport(paths: Self.paths)
            case .sarif:
                SARIFReport(name: "runner", version: runnerVersion, rules: ManifestRules.all, paths: Self.paths)
            case .junit: JUnitReport(name: "runner validate")
            }
        }

        /// Paths from the repository's root, which GitHub passes to its jobs, or else from the working directory.
        private static var paths: ArtifactPath {
            let root = ProcessInfo.processInfo.environment["GITHUB_WORKSPACE"] ?? ""
            return ArtifactPath(
                workingDirectory: FileManager.default.currentDirectoryPath,
                root: root.isEmpty ? nil : root
            )
        }
    }

    /// Whether text is colored.
    enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
        case auto
        case always
        case never

        /// Whether to write colors: as requested, otherwise if the terminal supports them.
        ///
        /// See <https://no-color.org>.
        var usesColor: Bool {
            switch self {
            case .always: return true
            case .never: return false
            case .auto:
                let environment = ProcessInfo.processInfo.environment
                guard environment["NO_COLOR"]?.isEmpty ?? true, environment["TERM"] != "dumb" else { return false }
                return isatty(STDOUT_FILENO) == 1
            }
        }
    }
}
