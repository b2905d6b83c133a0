import Diagnostics
import Media
import YAML

/// Reads what is from a closed set: types and formats.
struct TypeReader {
    /// The declaration's mapping.
    let fields: Fields

    /// Returns the type of an input or an output; a missing or unknown one is reported.
    ///
    /// - Parameters:
    ///   - known: The keys of any declaration.
    ///   - place: The place of the declaration's name.
    /// - Returns: The type; nil when it was reported.
    func type(known: [String], at place: Span) -> ValueType? {
        let names = ValueType.allCases.map(\.rawValue)
        guard let pair = fields.pair("type"), !pair.value.isNull else {
            fields.reportMissing(
                ["type"],
                known: known,
                at: place,
                blocks: true,
                help: "types here: \(names.joined(separator: ", "))"
            )
            return nil
        }
        guard let name = fields.string(of: pair) else { return nil }
        if let type = ValueType(rawValue: name) { return type }
        fields.findings.reportUnknownValue(
            "type",
            name,
            at: pair.place,
            near: Self.typeSynonyms[name.lowercased()] ?? nearest(to: name, in: names),
            known: names
        )
        return nil
    }

    /// Returns the formats of a file; an unknown one, one of another kind or a repeated one is reported.
    func formats(of type: ValueType) -> [MediaFormat] {
        var formats: [MediaFormat] = []
        for item in fields.list("formats", help: "write [jpeg, png]") ?? [] {
            guard let format = format(item, of: type) else { continue }
            if formats.contains(format) {
                fields.findings.reportRepeated("format", format.rawValue, at: item.span)
            } else {
                formats.append(format)
            }
        }
        return formats
    }

    private func format(_ item: Node, of type: ValueType) -> MediaFormat? {
        guard let name = item.string else {
            fields.findings.reportWrongType("a format", wanted: "a name", found: item, at: item.span)
            return nil
        }
        let known = MediaFormat.allCases.filter { type.mediaKind == nil || $0.kind == type.mediaKind }.map(\.rawValue)
        guard let format = MediaFormat(rawValue: name) else {
            fields.findings.reportUnknownValue(
                "format",
                name,
                at: item.span,
                near: Self.formatSynonyms[name.lowercased()].flatMap { known.contains($0) ? $0 : nil }
                    ?? nearest(to: name, in: known),
                known: known
            )
            return nil
        }
        guard known.contains(name) else {
            fields.findings.report(
                .unknownValue,
                "\(quoted(name)) is not a format of \(type.nameWithArticle)",
                at: item.span,
                help: "formats here: \(known.joined(separator: ", "))"
            )
            return nil
        }
        return format
    }

    private static let typeSynonyms = [
        "text": "string", "float": "number", "double": "number", "picture": "image", "photo": "image",
        "sound": "audio", "path": "file", "flag": "boolean",
    ]

    private static let formatSynonyms = [
        "jpg": "jpeg", "jfif": "jpeg", "wave": "wav", "mpeg": "mp3", "aac": "m4a", "opus": "ogg", "vorbis": "ogg",
        "mpeg4": "mp4", "mpeg-4": "mp4",
    ]
}
