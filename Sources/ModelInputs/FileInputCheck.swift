internal import Addresses
internal import Diagnostics
internal import FoundationEssentials
internal import InferenceKit
internal import Media
internal import ModelManifest

/// Checks that a file exists, that it is what the manifest asks for, and that the service can fetch it.
package struct FileInputCheck {
    private let declaration: InputDeclaration
    private let reach: InputCheck.Reach

    init(_ declaration: InputDeclaration, reach: InputCheck.Reach) {
        self.declaration = declaration
        self.reach = reach
    }

    /// Checks a path or a link.
    ///
    /// - Parameters:
    ///   - given: What the user gave: a path, `@path`, a link, a file, or an output of an earlier run.
    ///   - checked: Where an accepted file goes.
    /// - Returns: The reasons why it is not accepted.
    package func check(_ given: GivenInputs.Value, into checked: inout CheckedInputs) -> [InputViolation] {
        let text: String
        switch given {
        case .text(let value): text = value
        case .json(.string(let value)): text = value
        case .path(let path): return checkPath(path, into: &checked)
        case .stored(let file): return checkFile(file.path, shown: file.shown, into: &checked)
        case .output(let file): return checkFile(file.path, shown: quoted(file.path), into: &checked)
        case .bytes, .list: return [violation("it was not stored", help: "give a path or a link")]
        case .json(let value):
            let found = value.text
            return [
                violation("\(quoted(found)) is neither a file nor a link", help: "write a path or a link as a string")
            ]
        }
        if DataLink.isMeant(by: text) {
            do {
                _ = try DataLink(text)
                return [violation("the 'data:' link was not stored", help: "save the file to disk and use its path")]
            } catch {
                return [violation(error.message, help: error.help)]
            }
        }
        if let path = Self.path(ofFileLink: text) { return checkPath(path, into: &checked) }
        switch LinkCheck.judge(text, allowsLoopback: reach.allowsLoopback) {
        case .accepted:
            checked.warnings.append(Self.unchecked(declaration.name, hasService: reach.hasService))
            accept(MediaFile(name: declaration.name, url: text), into: &checked)
            return []
        case .refused(let reason, let help):
            return [violation(reason, help: help)]
        case .notALink:
            return checkPath(text.hasPrefix("@") ? String(text.dropFirst()) : text, into: &checked)
        }
    }

    /// The path in a link such as `file:///tmp/face.jpg`; `nil` for any other text.
    static func path(ofFileLink text: String) -> String? {
        guard text.prefix(7).lowercased() == "file://" else { return nil }
        let rest = text.dropFirst(7)
        let path = rest.prefix(9).lowercased() == "localhost" ? rest.dropFirst(9) : rest
        guard path.hasPrefix("/") else { return nil }
        return PercentDecoding.strictlyDecoded(path.prefix { $0 != "?" && $0 != "#" })
    }

    /// The warning about a link that was not checked.
    ///
    /// - Parameters:
    ///   - input: The input's name.
    ///   - hasService: Whether the model calls a service, which fetches the link.
    /// - Returns: A sentence for the user.
    package static func unchecked(_ input: String, hasService: Bool) -> String {
        "input '\(input)': the link was not checked; the \(hasService ? "service" : "model") fetches it itself"
    }

    private func checkPath(_ path: String, into checked: inout CheckedInputs) -> [InputViolation] {
        guard reach.allowsPaths else {
            return [
                violation(
                    "\(quoted(path)) is not a link, and paths are not accepted here",
                    help: "send the file itself, or use an https link"
                )
            ]
        }
        return checkFile(path, shown: quoted(path), into: &checked)
    }

    private func checkFile(_ path: String, shown: String, into checked: inout CheckedInputs) -> [InputViolation] {
        if let problem = FileProblem(path) {
            return [
                violation(
                    problem.message(shown),
                    help: problem.help(path, wanted: declaration.type.valueWithArticle)
                )
            ]
        }
        let check = MediaLimitCheck(declaration, shown: shown, path: shown == quoted(path) ? path : nil)
        var file = MediaFile(name: declaration.name, path: FilePath.absolute(path))
        var violations: [InputViolation] = []
        if reach.hasService, !reach.stagesFiles {
            violations.append(
                violation(
                    "\(shown) is a local file, which the service cannot fetch",
                    help: reach.suggestsEmulator
                        ? "upload it with --staging s3://…, use an https link, or try it with --emulator"
                        : "upload it with --staging s3://…, or use an https link"
                )
            )
        }
        violations += check.check(path, file: &file, warnings: &checked.warnings)
        if violations.isEmpty { accept(file, into: &checked) }
        return violations
    }

    private func accept(_ file: MediaFile, into checked: inout CheckedInputs) {
        checked.files.append(file)
        checked.values[declaration.name] = try? file.json()
    }

    private func violation(_ message: String, help: String) -> InputViolation {
        InputViolation(input: declaration.name, message: message, help: help)
    }
}
