import ArgumentParser
import Diagnostics
import FoundationEssentials
import InferenceKit
import ModelManifest
import ModelSupply
import Presentation
import RunnerCore

/// `runner show MODEL`: a model's inputs, outputs and price.
struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a model's inputs with their limits, its price and its secrets."
    )

    @Argument(help: "A model's directory, or its name.")
    var model: String

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var registry: RegistryOptions

    func run() throws {
        let model = try registry.registry.model(model)
        if json {
            Terminal.print(ModelDescription(model).json)
        } else {
            Terminal.print(describe(model))
        }
    }

    private func describe(_ model: ModelDirectory) -> [String] {
        let manifest = model.manifest
        var lines = ["\(manifest.fullName) (\(model.path))", "  \(printableLine(manifest.description))"]
        if let service = manifest.service {
            lines.append("  Service: \(service) (set \(service.endpointVariable) to redirect it)")
        }
        lines += ["", "Inputs"]
        lines += Table(rows: manifest.inputs.flatMap(rows)).lines.map { "  \($0)" }
        if manifest.inputs.isEmpty { lines.append("  none") }
        lines += ["", "Outputs"]
        lines += manifest.outputs.map { printableLine("  \($0.name)  \(ConstraintText.output($0))") }
        if manifest.outputs.isEmpty { lines.append("  none declared") }
        lines += ["", "Price"]
        lines.append("  \(manifest.pricing.map(PriceText.text) ?? "not declared")\(basis(manifest))")
        if !manifest.secrets.isEmpty {
            lines += ["", "Secrets (environment variables)"]
            lines += Table(
                rows: manifest.secrets.map { secret in
                    let state = secret.isSet ? "set" : secret.isOptional ? "not set (optional)" : "not set"
                    return [secret.key, state, secret.description]
                }
            ).lines.map { "  \($0)" }
        }
        let reach = ModelDescription(model).reach
        lines += ["", "Reaches"]
        lines += Table(
            rows: rows("hosts", reach.hosts) + rows("calls", reach.calls) + rows("code", reach.findings)
                + rows("binaries", reach.binaries)
        ).lines.map { "  \($0)" }
        return lines + ["", "Example", "  \(ModelDescription(model).exampleCommand)"]
    }

    private func rows(_ label: String, _ texts: [String]) -> [[String]] {
        texts.enumerated().map { [$0.offset == 0 ? label : "", printable($0.element)] }
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
}

extension Show: JSONPrinting {}
