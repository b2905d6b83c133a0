internal import Media
internal import MediaFitting
internal import ModelManifest
internal import ModelSupply
internal import Quantities

/// What a user can do about a file that an input refuses: the option that adapts it, and the command that does the same.
struct FitHelp {
    private let declaration: InputDeclaration
    private let target: FitTarget?
    private let path: String?

    /// Prepares the help.
    ///
    /// - Parameters:
    ///   - declaration: What is allowed.
    ///   - path: The file; `nil` for a file that is not on this machine.
    init(_ declaration: InputDeclaration, path: String?) {
        self.declaration = declaration
        target = FitTarget(declaration)
        self.path = path
    }

    /// The help for a file that has to be converted or made smaller.
    ///
    /// - Parameter source: What is known about the file.
    /// - Returns: One line; `nil` for a file that cannot be adapted.
    func adapting(_ source: FitSource) -> String? {
        guard let target else { return nil }
        if source.name == "an SVG image", target.kind == .image {
            return "convert it: rsvg-convert -o \(CommandText.word("\(stem).png")) \(CommandText.word(shown))"
        }
        let commands = FitCommand(source, target, path: shown).commands()
        guard !commands.isEmpty else { return nil }
        return "\(path == nil ? "" : "add --fit, or ")convert it: \(Self.line(commands))"
    }

    /// The help for a file that is too long.
    ///
    /// - Parameters:
    ///   - source: What is known about the file.
    ///   - seconds: How long it may be.
    /// - Returns: One line.
    func shortening(_ source: FitSource, to seconds: Double) -> String {
        guard let target, path != nil else { return "shorten it" }
        let commands = FitCommand(source, target, path: shown).commands(shorteningTo: seconds)
        let option = "--trim \(declaration.name)=0:\(UnitText.number(seconds))"
        return commands.isEmpty ? "shorten it" : "add \(option), or shorten it: \(Self.line(commands))"
    }

    /// The formats that are accepted, as a sentence lists them: "JPEG or PNG".
    static func list(_ formats: [MediaFormat]) -> String {
        let names = formats.map(\.displayName)
        guard let last = names.last, names.count > 1 else { return names.first ?? "another file" }
        return "\(names.dropLast().joined(separator: ", ")) or \(last)"
    }

    private static func line(_ commands: [[String]]) -> String {
        commands.map(CommandText.line).joined(separator: " && ")
    }

    private var shown: String { path ?? "IN" }

    private var stem: Substring {
        let dot = shown.lastIndex(of: ".").flatMap { shown[$0...].contains("/") ? nil : $0 }
        return shown[..<(dot ?? shown.endIndex)]
    }
}
