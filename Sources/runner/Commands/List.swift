import ArgumentParser
import Diagnostics
import InferenceKit
import ModelManifest
import RunnerCore

/// `runner list`: the models of the registry.
struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the models of the registry.")

    @OptionGroup var registry: RegistryOptions

    @Flag(help: "Print a JSON array.")
    var json = false

    func run() throws {
        let decoded: [(directory: String, manifest: DecodedManifest)]
        do {
            decoded = try registry.registry.directories().map { ($0, ManifestFile.read(path: "\($0)/inf.yml")) }
        } catch {
            throw Failure(error).exit()
        }
        if json {
            let models = decoded.map { directory, decoded in
                JSONValue.object([
                    "name": decoded.manifest.map { .string($0.fullName) } ?? .null,
                    "directory": .string(directory),
                    "description": decoded.manifest.map { .string($0.description) } ?? .null,
                    "price": decoded.manifest?.pricing.map { .string(PriceText.text($0)) } ?? .null,
                    "errors": .int(decoded.diagnostics.filter { $0.severity == .error }.count),
                ])
            }
            Terminal.print(String(decoding: JSONValue.array(models).encoded, as: UTF8.self))
            return
        }
        let rows = decoded.map { directory, decoded in
            guard let manifest = decoded.manifest, !decoded.hasErrors else {
                return [directory, "-", "not usable: see 'runner validate \(directory)'"]
            }
            return [manifest.fullName, manifest.pricing.map(PriceText.text) ?? "not declared", manifest.description]
        }
        for row in Table(header: ["MODEL", "PRICE", "DESCRIPTION"], rows: rows).lines { Terminal.print(row) }
    }
}
