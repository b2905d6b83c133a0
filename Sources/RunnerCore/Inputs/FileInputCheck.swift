internal import Diagnostics
internal import FoundationEssentials
internal import InferenceKit
internal import Media
internal import ModelManifest

/// Checks a file: that it is there, that it is what the manifest wants, and that the service can get it.
struct FileInputCheck {
    private let declaration: InputDeclaration
    private let reach: InputCheck.Reach

    init(_ declaration: InputDeclaration, reach: InputCheck.Reach) {
        self.declaration = declaration
        self.reach = reach
    }

    /// Checks a path or a link.
    ///
    /// - Parameters:
    ///   - given: What the user gave: a path, `@path`, a link, or a file.
    ///   - checked: Where an accepted file goes.
    /// - Returns: The reasons why it is not accepted.
    func check(_ given: GivenInputs.Value, into checked: inout CheckedInputs) -> [InputViolation] {
        let text: String
        switch given {
        case .text(let value): text = value
        case .json(.string(let value)): text = value
        case .path(let path): return checkPath(path, into: &checked)
        case .stored(let file): return checkFile(file.path, shown: file.shown, into: &checked)
        case .bytes: return [violation("it was not stored", help: "give a path or a link")]
        case .json(let value):
            let found = value.text
            return [
                violation("'\(found)' is not the name of a file or a link", help: "give a path or a link as a string")
            ]
        }
        switch LinkCheck.judge(text, allowsLoopback: reach.allowsLoopback) {
        case .accepted:
            checked.warnings.append(Self.unchecked(declaration.name))
            accept(MediaFile(name: declaration.name, url: text), into: &checked)
            return []
        case .refused(let reason, let help):
            return [violation(reason, help: help)]
        case .notALink:
            return checkPath(text.hasPrefix("@") ? String(text.dropFirst()) : text, into: &checked)
        }
    }

    /// What is said about a link that nobody has looked at.
    static func unchecked(_ input: String) -> String {
        "input '\(input)': the link was not checked; the service fetches it by itself"
    }

    private func checkPath(_ path: String, into checked: inout CheckedInputs) -> [InputViolation] {
        guard reach.allowsPaths else {
            return [
                violation(
                    "'\(path)' is not a link, and a path would name a file of the server",
                    help: "send the file itself, or give an https link"
                )
            ]
        }
        return checkFile(path, shown: "'\(path)'", into: &checked)
    }

    private func checkFile(_ path: String, shown: String, into checked: inout CheckedInputs) -> [InputViolation] {
        if let problem = FileProblem(path) {
            return [
                violation(
                    problem.message(shown),
                    help: problem.help(path, wanted: declaration.type.nameWithArticle)
                )
            ]
        }
        let check = MediaLimitCheck(declaration, shown: shown)
        var file = MediaFile(name: declaration.name, path: absolute(path))
        var violations: [InputViolation] = []
        if !reach.stagesFiles {
            violations.append(
                violation(
                    "\(shown) is a file on this machine, which the service cannot fetch",
                    help: "name a bucket with --staging s3://…, or give an https link, or try it with --emulator"
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

    private func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
    }

    private func violation(_ message: String, help: String) -> InputViolation {
        InputViolation(input: declaration.name, message: message, help: help)
    }
}
