import FoundationEssentials
package import InferenceKit
import ModelInputs
package import ModelManifest
package import ModelSupply

/// Describes a model to someone who is about to use it.
package struct ModelDescription {
    /// The model.
    package let model: ModelDirectory

    /// - Parameter model: The model.
    package init(_ model: ModelDirectory) {
        self.model = model
    }

    /// What the model can reach outside its process.
    package var reach: ReachText { ReachText(model.manifest, try? CodeSurvey(directory: model.path)) }

    /// What `runner show --json` prints.
    package var json: JSONValue {
        let manifest = model.manifest
        let members: [String: JSONValue] = [
            "name": .string(manifest.fullName),
            "directory": .string(model.path),
            "service": manifest.service.map { .string($0.text) } ?? .null,
            "description": .string(manifest.description),
            "inputs": .array(manifest.inputs.map(Self.json)),
            "outputs": .array(
                manifest.outputs.map { output in
                    .object([
                        "name": .string(output.name), "type": .string(output.type.rawValue),
                        "many": .bool(output.many != nil),
                        "is": .string(ConstraintText.output(output)),
                    ])
                }
            ),
            "price": manifest.pricing.map { .string(PriceText.text($0)) } ?? .null,
            "pricing": manifest.pricing.map(FormJSON.pricing) ?? .null,
            "price_by_length_of": manifest.pricing?.durationFrom.map(JSONValue.string) ?? .null,
            "secrets": .array(
                manifest.secrets.map { secret in
                    .object([
                        "key": .string(secret.key), "required": .bool(!secret.isOptional), "set": .bool(secret.isSet),
                        "description": .string(secret.description),
                    ])
                }
            ),
            "example": .string(exampleCommand),
        ]
        return .object(members.merging(reach.members) { own, _ in own })
    }

    private static func json(_ input: InputDeclaration) -> JSONValue {
        guard case .object(var members) = FormJSON.input(input) else { return .null }
        members["many"] = .bool(input.many != nil)
        members["excludes"] = .array(input.excludes.map { .string($0) })
        members["needs"] = .array(input.needs.map { .string($0) })
        members["enum"] = .array(input.allowedValues.map(\.json))
        members["limits"] = .string(ConstraintText.input(input))
        return .object(members)
    }

    /// An example command that works.
    package var exampleCommand: String {
        let samples = "samples"
        let hasSamples = FileManager.default.fileExists(atPath: "\(samples)/hello.wav")
        let inputs = model.manifest.inputs.filter(\.isRequired).map { input in
            switch input.type {
            case .image where hasSamples: "\(input.name)=\(samples)/astronaut-and-cat.jpg"
            case .audio where hasSamples: "\(input.name)=\(samples)/hello.wav"
            default: CommandText.word("\(input.name)=\(example(of: input))")
            }
        }
        // The emulator stands in for services, so that their models can be tried without an account.
        let emulator = model.manifest.service?.isEmulated == true ? " --emulator" : ""
        let list = inputs.isEmpty ? "" : " --input \(inputs.joined(separator: " "))"
        return "runner predict \(model.path)\(emulator)\(list)"
    }
}

extension SecretDeclaration {
    /// Whether it is set in the environment.
    package var isSet: Bool { !(ProcessInfo.processInfo.environment[key] ?? "").isEmpty }
}
