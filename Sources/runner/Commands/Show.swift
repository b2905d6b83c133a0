import ArgumentParser
import FoundationEssentials
import ModelManifest
import RunnerCore

/// `runner show MODEL`: what a model takes, gives and costs.
struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a model's inputs with their limits, its price and its secrets."
    )

    @Argument(help: "A model's directory, or its name.")
    var model: String

    @OptionGroup var registry: RegistryOptions

    func run() throws {
        do {
            let model = try registry.registry.model(model)
            for line in describe(model) { Terminal.print(line) }
        } catch {
            throw Failure(error).exit()
        }
    }

    private func describe(_ model: ModelDirectory) -> [String] {
        let manifest = model.manifest
        var lines = ["\(manifest.fullName) (\(model.path))", "  \(manifest.description)", "", "Inputs"]
        lines += Table(rows: manifest.inputs.flatMap(rows)).lines.map { "  \($0)" }
        if manifest.inputs.isEmpty { lines.append("  none") }
        lines += ["", "Outputs"]
        lines += manifest.outputs.map { "  \($0.name)  \(ConstraintText.output($0))" }
        if manifest.outputs.isEmpty { lines.append("  none declared") }
        lines += ["", "Price"]
        lines.append("  \(manifest.pricing.map(PriceText.text) ?? "not declared")\(basis(manifest))")
        if !manifest.secrets.isEmpty {
            let environment = ProcessInfo.processInfo.environment
            lines += ["", "Secrets (environment variables)"]
            lines += Table(
                rows: manifest.secrets.map { secret in
                    let isSet = !(environment[secret.key] ?? "").isEmpty
                    let state = isSet ? "set" : secret.isOptional ? "not set (optional)" : "not set"
                    return [secret.key, state, secret.description]
                }
            ).lines.map { "  \($0)" }
        }
        return lines + ["", "Example", "  \(exampleCommand(model))"]
    }

    private func rows(_ input: InputDeclaration) -> [[String]] {
        let need = input.isRequired ? "required" : input.defaultValue.map { "default \($0)" } ?? "optional"
        let limits = ConstraintText.input(input)
        let first = [input.name, input.type.rawValue, need, limits.isEmpty ? input.description ?? "" : limits]
        guard !limits.isEmpty, let description = input.description else { return [first] }
        return [first, ["", "", "", description]]
    }

    private func basis(_ manifest: Manifest) -> String {
        manifest.pricing?.durationFrom.map { ", estimated from the length of '\($0)'" } ?? ""
    }

    private func exampleCommand(_ model: ModelDirectory) -> String {
        let samples = "samples"
        let hasSamples = FileManager.default.fileExists(atPath: "\(samples)/hello.wav")
        let inputs = model.manifest.inputs.filter(\.isRequired).map { input in
            switch input.type {
            case .image where hasSamples: "\(input.name)=\(samples)/astronaut-and-cat.jpg"
            case .audio where hasSamples: "\(input.name)=\(samples)/hello.wav"
            default: CommandText.word("\(input.name)=\(example(of: input))")
            }
        }
        // Models of the Vision API can be tried without an account.
        let emulator = model.manifest.secrets.contains { $0.key.hasPrefix("BYTEPLUS_") } ? " --emulator" : ""
        let list = inputs.isEmpty ? "" : " --input \(inputs.joined(separator: " "))"
        return "runner predict \(model.path)\(emulator)\(list)"
    }
}
