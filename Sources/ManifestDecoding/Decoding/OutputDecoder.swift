import Diagnostics
import Media
import ModelManifest
import YAML

/// Decodes `outputs`.
struct OutputDecoder {
    /// Receives what is wrong.
    let findings: Findings

    /// Decodes the outputs of a manifest, in its order; one whose type is not known is left out.
    ///
    /// - Parameter manifest: The manifest's mapping.
    /// - Returns: The outputs; empty without the key `outputs`.
    func decode(_ manifest: Fields) -> [OutputDeclaration] {
        guard let pair = manifest.mapping["outputs"] else { return [] }
        let outputs = Fields(
            pair.value,
            owner: .key("outputs"),
            at: pair.place,
            help: "write each output as 'name: {type: …}'",
            findings: findings
        )
        guard let outputs, !outputs.reportDeclarationWithoutName("output", known: DeclarationKeys.anyOutput) else {
            return []
        }
        return outputs.mapping.pairs.compactMap { output($0) }
    }

    private func output(_ pair: Mapping.Pair) -> OutputDeclaration? {
        let name = pair.key.text
        findings.checkDeclarationName(name, "output", at: pair.key.span)
        AmbiguousValue.checkKey(pair.key, findings)
        let fields = Fields(
            pair.value,
            owner: Owner("output", name),
            at: pair.place,
            help: "write '\(printable(name)): {type: \(pair.value.typeName ?? "video")}'",
            fix: pair.value.typeName.flatMap { pair.value.fix(writing: "{type: \($0)}") },
            findings: findings
        )
        guard let fields else { return nil }
        let types = TypeReader(fields: fields)
        guard let type = types.type(known: DeclarationKeys.anyOutput, at: pair.key.span) else {
            fields.reportUnknownKeys(known: DeclarationKeys.anyOutput, hints: KeyHint.output)
            return nil
        }
        let allowed = DeclarationKeys.output(type)
        fields.reportKeys(
            allowed: allowed,
            known: DeclarationKeys.anyOutput,
            of: "\(type.nameWithArticle) output",
            hints: KeyHint.output
        )
        func bounds<Value>(_ key: String, _ unit: BoundUnit<Value>) -> Bounds<Value>? {
            guard let pair = fields.pair(key), allowed.contains(key) else { return nil }
            return BoundsDecoder(unit: unit, fields: fields).decode(pair)
        }
        var output = OutputDeclaration(name: name, type: type)
        output.description = fields.string("description")
        if allowed.contains("formats") { output.formats = types.formats(of: type) }
        if allowed.contains("frame_rate") { output.frameRate = frameRate(fields) }
        if fields.mapping.has("many"), allowed.contains("many") { output.many = bounds("many", .files) ?? Bounds() }
        if allowed.contains("required") { output.isRequired = fields.boolean("required") ?? true }
        output.width = bounds("width", .pixels)
        output.height = bounds("height", .pixels)
        output.duration = bounds("duration", .time)
        return output
    }

    private func frameRate(_ fields: Fields) -> Double? {
        guard let pair = fields.pair("frame_rate"), let rate = fields.number("frame_rate") else { return nil }
        guard rate > 0 else {
            findings.report(
                .outOfRange,
                "'frame_rate' must be above 0",
                at: pair.place,
                help: "write frames per second, such as 30"
            )
            return nil
        }
        return rate
    }
}
