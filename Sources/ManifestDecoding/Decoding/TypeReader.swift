import Diagnostics
import Media
import ModelManifest
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
        guard let pair = fields.pair("type"), !pair.value.isNull else {
            fields.reportMissing(
                ["type"],
                known: known,
                at: place,
                blocks: true,
                help: "types here: \(ValueType.names.joined(separator: ", "))"
            )
            return nil
        }
        if case .sequence(let items) = pair.value.content, let first = items.lazy.compactMap(\.typeName).first {
            fields.findings.reportWrongType(
                "'type'",
                wanted: "one type",
                found: pair.value,
                at: pair.place,
                help: "write 'type: \(first)', and 'required: false' if the value is optional"
            )
            return nil
        }
        guard let name = fields.string(of: pair, isFree: false) else { return nil }
        if let type = ValueType(rawValue: name) { return type }
        if let format = MediaFormat(rawValue: Self.formatSynonyms[name.lowercased()] ?? name.lowercased()) {
            let type = ValueType.allCases.first { $0.mediaKind == format.kind } ?? .file
            fields.findings.report(
                .unknownValue,
                "\(quoted(name)) is a format, not a type",
                at: pair.place,
                help: "write 'type: \(type.rawValue)' and 'formats: [\(format.rawValue)]'"
            )
            return nil
        }
        let names = ValueType.names
        let exact = Self.typeSynonyms[name.lowercased()] ?? names.first { $0 == name.lowercased() }
        fields.findings.reportUnknownValue(
            "type",
            name,
            at: pair.place,
            near: exact ?? nearest(to: name, in: names),
            known: names,
            fix: exact.flatMap { pair.value.fix(writing: $0) }
        )
        return nil
    }

    /// Returns the formats of a file; an unknown one, one of another kind or a repeated one is reported.
    func formats(of type: ValueType) -> [MediaFormat] {
        var formats: [MediaFormat] = []
        let items = fields.list("formats", help: "write [jpeg, png]") ?? []
        if items.isEmpty, let pair = fields.pair("formats"), case .sequence = pair.value.content {
            fields.findings.report(
                .missingKey,
                "'formats' allows no formats",
                at: pair.place,
                help: "remove the key, or list formats"
            )
        }
        for item in items {
            guard let format = format(item, of: type, among: items) else { continue }
            if formats.contains(format) {
                fields.findings.reportRepeated("format", format.rawValue, at: item.span)
            } else {
                formats.append(format)
            }
        }
        return formats
    }

    private func format(_ item: Node, of type: ValueType, among items: [Node]) -> MediaFormat? {
        guard let name = item.string else {
            fields.findings.reportWrongType("a format", wanted: "a name", found: item, at: item.span)
            return nil
        }
        let meant = MediaFormat(rawValue: name)
        if let meant, type.mediaKind == nil || meant.kind == type.mediaKind { return meant }
        let known = MediaFormat.allCases.filter { type.mediaKind == nil || $0.kind == type.mediaKind }.map(\.rawValue)
        guard meant == nil else {
            fields.findings.report(
                .unknownValue,
                "\(quoted(name)) is not a format of \(type.nameWithArticle)",
                at: item.span,
                help: "formats here: \(known.joined(separator: ", "))"
            )
            return nil
        }
        // Only counted from here on: no use to look for what was meant.
        if fields.findings.isFull {
            fields.findings.reportUnknownValue("format", name, at: item.span, near: nil, known: known)
            return nil
        }
        var folded = name.lowercased().drop { $0 == "." }
        // A media type, such as image/png.
        if let slash = folded.firstIndex(of: "/") { folded = folded[folded.index(after: slash)...] }
        let exact =
            known.first { $0 == folded }
            ?? Self.formatSynonyms[String(folded)].flatMap { known.contains($0) ? $0 : nil }
        // 'aac' and 'opus' are codecs, which other formats than the usual one can contain, too.
        let isSame = exact.map { $0 == folded || Self.otherNames.contains(String(folded)) } ?? false
        fields.findings.reportUnknownValue(
            "format",
            name,
            at: item.span,
            near: exact ?? nearest(to: name, in: known),
            known: known,
            fix: isSame && isFirst(exact, items) ? exact.flatMap { item.fix(writing: $0) } : nil
        )
        return nil
    }

    /// Whether a format that is to be written is not in the list already.
    private func isFirst(_ name: String?, _ items: [Node]) -> Bool {
        !items.prefix(100).contains { $0.string == name }
    }

    fileprivate static let typeSynonyms = [
        "text": "string", "float": "number", "double": "number", "picture": "image", "photo": "image",
        "sound": "audio", "path": "file", "flag": "boolean", "int": "integer", "bool": "boolean", "str": "string",
    ]

    private static let otherNames: Set<String> = ["jpg", "wave", "mpeg4", "mpeg-4"]

    private static let formatSynonyms = [
        "jpg": "jpeg", "jfif": "jpeg", "wave": "wav", "mpeg": "mp3", "aac": "m4a", "opus": "ogg", "vorbis": "ogg",
        "mpeg4": "mp4", "mpeg-4": "mp4",
    ]
}

extension Node {
    /// The type that a text such as `image` or `Text` names, where a declaration should be.
    var typeName: String? {
        guard let text = string?.lowercased() else { return nil }
        return ValueType(rawValue: text)?.rawValue ?? TypeReader.typeSynonyms[text]
    }
}

extension Fields {
    /// Reports a declaration in the place of its name: `inputs: {type: image, description: A picture.}`.
    ///
    /// - Parameters:
    ///   - what: "input" or "output".
    ///   - known: The keys of such a declaration.
    /// - Returns: Whether it was one, so that its keys are not the names of others.
    func reportDeclarationWithoutName(_ what: String, known: [String]) -> Bool {
        guard let type = mapping["type"], let name = type.value.typeName else { return false }
        // `type: image` alone may be an input with the name 'type'.
        let isDeclaration = mapping.pairs.contains { pair in
            if case .mapping = pair.value.content { return false }
            return pair.key.text != "type" && known.contains(pair.key.text) && pair.value.typeName == nil
        }
        guard isDeclaration else { return false }
        findings.report(
            .wrongType,
            "the \(what) has no name",
            at: type.key.span,
            help: "put its keys below its name: '\(name): {type: \(name), …}'"
        )
        return true
    }
}
