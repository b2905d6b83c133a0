import ArgumentParser
import Diagnostics
import InferenceKit
import ManifestChecks
import ModelManifest
import ModelSupply
import Presentation
import RunnerCore

/// `runner list`: the models of the registry.
struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the models of the registry."
    )

    @OptionGroup var registry: RegistryOptions

    @Flag(help: "Print a JSON array.")
    var json = false

    func run() throws {
        let (registry, json) = (registry.registry.withBundledModels, json)
        for oddity in registry.oddities() {
            Terminal.say("warning: \(printable(oddity.message))")
            Terminal.say("help: \(printable(oddity.help))")
        }
        if json {
            let models = try registry.models { Self.object($0, $1) }
            Terminal.print(JSONValue.array(models))
        } else {
            let rows = try registry.models { Self.row($0, $1) }
            Terminal.print(Table(header: ["MODEL", "PRICE", "DESCRIPTION"], rows: rows).lines)
        }
    }

    private static func object(_ directory: String, _ decoded: DecodedManifest) -> JSONValue {
        let manifest = decoded.manifest
        return .object([
            "name": manifest.map { .string($0.fullName) } ?? .null,
            "directory": .string(directory),
            "description": manifest.map { .string($0.description) } ?? .null,
            "price": manifest?.pricing.map { .string(PriceText.text($0)) } ?? .null,
            "pricing": manifest?.pricing.map(FormJSON.pricing) ?? .null,
            "inputs": manifest.map { .array($0.inputs.map(FormJSON.input)) } ?? .null,
            "errors": .int(decoded.diagnostics.filter { $0.severity == .error }.count),
        ])
    }

    private static func row(_ directory: String, _ decoded: DecodedManifest) -> [String] {
        guard let manifest = decoded.manifest, !decoded.hasErrors else {
            return [directory, "-", "not usable: see 'runner validate \(directory)'"]
        }
        return [manifest.fullName, manifest.pricing.map(PriceText.text) ?? "not declared", manifest.description]
    }
}

extension List: JSONPrinting {}
