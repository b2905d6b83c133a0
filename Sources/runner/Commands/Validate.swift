import ArgumentParser
import Diagnostics
import FoundationEssentials
import ModelManifest
import RunnerCore

/// `runner validate [PATH…]`: what is wrong with manifests.
struct Validate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check manifests.",
        discussion: "Exits with 0 when there is no error, 1 when there is one."
    )

    @Argument(help: "Manifests, model directories, or folders of models. Default: the registry.")
    var paths: [String] = []

    @OptionGroup var registry: RegistryOptions

    func run() throws {
        let manifests: [String]
        do {
            manifests =
                paths.isEmpty ? try registry.registry.directories().map { "\($0)/inf.yml" } : paths.flatMap(find)
        } catch {
            throw Failure(error).exit()
        }
        guard !manifests.isEmpty else {
            Terminal.say("error: there is no inf.yml in \(paths.map { "'\($0)'" }.joined(separator: ", "))")
            throw ExitCode(64)
        }
        var errors = 0
        var warnings = 0
        for path in manifests {
            let decoded = ManifestFile.read(path: path)
            errors += decoded.diagnostics.filter { $0.severity == .error }.count
            warnings += decoded.diagnostics.filter { $0.severity == .warning }.count
            if !decoded.diagnostics.isEmpty { Terminal.printRaw(decoded.rendered()) }
        }
        Terminal.say(
            "\(count(manifests.count, "manifest")) checked, \(count(errors, "error")), \(count(warnings, "warning"))"
        )
        if errors > 0 { throw ExitCode(1) }
    }

    /// A file as it is; of a folder its manifest, or the manifests one level below.
    private func find(_ path: String) -> [String] {
        var isDirectory = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory else {
            return [path]
        }
        let folder = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        if FileManager.default.fileExists(atPath: "\(folder)/inf.yml") { return ["\(folder)/inf.yml"] }
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
            .map { "\(folder)/\($0)/inf.yml" }
            .filter { FileManager.default.fileExists(atPath: $0) }
    }

    private func count(_ number: Int, _ word: String) -> String {
        "\(number) \(word)\(number == 1 ? "" : "s")"
    }
}
