import ModelExamples
import ModelInputs
import ModelManifest
import ModelSupply
import Presentation

/// The part of a model's README that is generated from its manifest and examples.
enum ReadmePart {
    /// The part, with a final line feed.
    ///
    /// It depends only on the model's files, so it is the same on every machine.
    static func text(of model: ModelDirectory) -> String {
        let manifest = model.manifest
        var lines = ["## Inputs", ""]
        lines += table(
            ["input", "type", "", "limits", ""],
            manifest.inputs.map { input in
                let need = input.isRequired ? "required" : input.defaultValue.map { "default \($0)" } ?? "optional"
                return [
                    "`\(input.name)`", input.type.rawValue, escaped(need), escaped(ConstraintText.input(input)),
                    escaped(input.description ?? ""),
                ]
            }
        )
        lines += ["", "## Outputs", ""]
        lines += table(
            ["output", ""],
            manifest.outputs.map { ["`\($0.name)`", escaped(ConstraintText.output($0))] }
        )
        if let pricing = manifest.pricing {
            let basis = pricing.durationFrom.map { ", by the length of `\($0)`" } ?? ""
            lines += ["", "## Price", "", "\(escaped(PriceText.text(pricing)))\(basis)."]
        }
        if !manifest.secrets.isEmpty {
            lines += ["", "## Secrets", ""]
            lines += table(
                ["environment variable", ""],
                manifest.secrets.map { secret in
                    ["`\(secret.key)`", (secret.isOptional ? "Optional. " : "") + escaped(secret.description)]
                }
            )
        }
        lines += ["", "## Predicting", "", "```sh"] + commands(manifest) + ["```"]
        let examples = model.examples.compactMap(\.example)
        if !examples.isEmpty {
            lines += ["", "## Examples", "", "`runner test \(manifest.name)` runs them.", ""]
            lines += table(
                ["example", ""],
                examples.map { example in
                    ["[\(escaped(example.name))](examples/\(example.name).json)", escaped(example.description ?? "")]
                }
            )
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func commands(_ manifest: Manifest) -> [String] {
        let inputs = manifest.inputs.filter(\.isRequired).map { "\($0.name)=\(example(of: $0))" }
        let input = inputs.isEmpty ? [] : ["--input"] + inputs
        let real = CommandText.runner(["predict", manifest.name] + input)
        guard !manifest.secrets.isEmpty else { return [real] }
        return [
            "# Without an account:", CommandText.runner(["predict", manifest.name, "--emulator"] + input),
            "# With the secrets set:", real,
        ]
    }

    private static func table(_ header: [String], _ rows: [[String]]) -> [String] {
        guard !rows.isEmpty else { return ["None."] }
        return [row(header), "|" + String(repeating: "---|", count: header.count)] + rows.map(row)
    }

    private static func row(_ cells: [String]) -> String {
        "|" + cells.map { $0.isEmpty ? " |" : " \($0) |" }.joined()
    }

    /// Text escaped so that Markdown shows it literally, on one line.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case _ where character.isNewline: result += " "
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case "|", "*", "_", "`", "[", "]", "\\", "#": result += "\\\(character)"
            default: result.append(character)
            }
        }
        return result
    }
}
