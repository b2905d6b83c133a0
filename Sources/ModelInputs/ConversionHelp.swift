internal import Media
internal import ModelSupply

/// The command that makes an accepted file out of one that is not.
struct ConversionHelp {
    private let path: String?
    private let allowed: [MediaFormat]

    /// Prepares the help.
    ///
    /// - Parameters:
    ///   - path: The file; `nil` for a file that is not on this machine.
    ///   - allowed: The formats that the model takes.
    init(_ path: String?, to allowed: [MediaFormat]) {
        self.path = path
        self.allowed = allowed
    }

    /// The help for a file that this program cannot measure.
    ///
    /// - Parameter what: What the file is, as in "a HEIC image".
    /// - Returns: A command, or another advice.
    func help(for what: String) -> String {
        if what == "an SVG image", allowed.first?.kind == .image {
            return "convert it: rsvg-convert -o \(target) \(source)"
        }
        return Self.isConvertible(what, to: allowed.first?.kind)
            ? command(isHEIC: what == "a HEIC image") : "use \(Self.list(allowed))"
    }

    /// The help for a file of a known format that the model does not take.
    ///
    /// - Parameter format: The format.
    /// - Returns: A command, or another advice.
    func help(for format: MediaFormat) -> String {
        let kind = allowed.first?.kind
        let isConvertible = format.kind == kind || format.kind == .video && kind == .audio
        return isConvertible ? command() : "use \(Self.list(allowed))"
    }

    /// Whether ffmpeg makes a file of a kind out of another one.
    private static func isConvertible(_ what: String, to kind: MediaKind?) -> Bool {
        let words: [String] =
            switch kind {
            case .image: ["image"]
            case .audio: ["audio", "video", "movie", "stream", "Windows Media file", "WAVE file"]
            case .video: ["video", "movie", "stream", "Windows Media file"]
            case nil: []
            }
        return words.contains { what.contains($0) }
    }

    /// The help for a file that can be converted.
    func command(isHEIC: Bool = false) -> String {
        guard let format = allowed.first(where: { $0 == .wav }) ?? allowed.first else { return "use another file" }
        if format.kind == .image, isHEIC { return "convert it: heif-convert \(source) \(target)" }
        let options = format.kind == .audio ? " -vn" : ""
        return "convert it: ffmpeg -i \(source)\(options) \(target)"
    }

    /// The help for a file that is too long.
    ///
    /// - Parameter seconds: How long it may be.
    /// - Returns: A command.
    func shortening(to seconds: Double) -> String {
        guard let path else { return "shorten it" }
        let dot = path.lastIndex(of: ".").flatMap { path[$0...].contains("/") ? nil : $0 }
        let target = path[..<(dot ?? path.endIndex)] + "-short" + (dot.map { path[$0...] } ?? "")
        let limit = seconds == seconds.rounded() ? String(Int(seconds)) : String(seconds)
        return "shorten it: ffmpeg -i \(CommandText.word(path)) -t \(limit) \(CommandText.word(String(target)))"
    }

    private var source: String { path.map(CommandText.word) ?? "IN" }

    private var target: String {
        (allowed.first { $0 == .wav } ?? allowed.first).map { CommandText.word(output($0)) } ?? "OUT"
    }

    /// The path of the converted file: beside the other, with the ending of its format.
    private func output(_ format: MediaFormat) -> String {
        guard let path else { return "OUT.\(format.fileExtension)" }
        let dot = path.lastIndex(of: ".").flatMap { path[$0...].contains("/") ? nil : $0 }
        let stem = String(path[..<(dot ?? path.endIndex)])
        let target = "\(stem).\(format.fileExtension)"
        return target == path ? "\(stem)-converted.\(format.fileExtension)" : target
    }

    /// The names of formats as a sentence lists them: "JPEG or PNG".
    static func list(_ formats: [MediaFormat]) -> String {
        let names = formats.map(\.displayName)
        guard let last = names.last, names.count > 1 else { return names.first ?? "another file" }
        return "\(names.dropLast().joined(separator: ", ")) or \(last)"
    }
}
