import Media
package import ModelManifest
import Quantities

/// The limits of a manifest, in words.
package enum ConstraintText {
    /// The limits of an input, such as `JPEG, PNG; below 5MB`.
    package static func input(_ input: InputDeclaration) -> String {
        var parts: [String] = []
        if !input.formats.isEmpty {
            parts.append(input.formats.map { $0.rawValue.uppercased() }.joined(separator: ", "))
        }
        if let many = input.many {
            let count = many.text(UnitText.files)
            parts.append(count.isEmpty ? "any number of files" : count)
        }
        append(input.size, "", UnitText.bytes)
        append(input.width, "width ", UnitText.pixels)
        append(input.height, "height ", UnitText.pixels)
        append(input.duration, "", UnitText.duration)
        append(input.length, "", UnitText.characters)
        append(input.range, "", UnitText.number)
        if let pattern = input.pattern { parts.append("matches \(pattern)") }
        if !input.allowedValues.isEmpty {
            parts.append("one of \(input.allowedValues.map(\.description).joined(separator: ", "))")
        }
        for conditional in input.conditional {
            let limits = self.input(conditional.limits)
            parts.append("\(limits)\(conditional.isWarning ? " recommended" : "") with \(conditional.text)")
        }
        if !input.excludes.isEmpty { parts.append("not together with \(input.excludes.joined(separator: ", "))") }
        if !input.needs.isEmpty { parts.append("only together with \(input.needs.joined(separator: ", "))") }
        if let reason = input.deprecated { parts.append("deprecated: \(reason)") }
        return parts.joined(separator: "; ")

        func append<Value>(_ bounds: Bounds<Value>?, _ what: String, _ format: (Value) -> String) {
            if let bounds { parts.append(what + bounds.text(format)) }
        }
    }

    /// What an output is, such as `video, MP4, 30 frames a second`.
    package static func output(_ output: OutputDeclaration) -> String {
        var parts = [output.type.rawValue] + output.formats.map { $0.rawValue.uppercased() }
        if let many = output.many {
            let count = many.text(UnitText.files)
            parts.append(count.isEmpty ? "any number of files" : count)
        }
        if !output.isRequired { parts.append("not always") }
        if let rate = output.frameRate { parts.append("\(UnitText.number(rate)) frames a second") }
        if let description = output.description { parts.append(description) }
        return parts.joined(separator: ", ")
    }
}
