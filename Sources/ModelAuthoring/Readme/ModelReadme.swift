import Diagnostics
package import ErrorReporting
import FoundationEssentials
import ModelManifest
package import ModelSupply
import SystemReasons

/// A model's README: the author's own words, and between two marks what its manifest says.
package struct ModelReadme {
    /// The line before the generated part.
    package static let begin = "<!-- What follows is made from inf.yml and examples/ by 'runner readme'. -->"
    static let end = "<!-- What 'runner readme' makes ends here. -->"

    /// The file.
    package let path: String
    /// The content; `nil` if there is no file.
    let current: [UInt8]?
    /// The expected content.
    let wanted: [UInt8]
    /// Whether the file has the marks.
    package let hasPart: Bool

    /// Reads a model's README and works out what it should be.
    ///
    /// - Parameter model: The model.
    /// - Throws: `RunnerError` if the file cannot be read or its marks are inconsistent.
    package init(of model: ModelDirectory) throws(RunnerError) {
        path = "\(model.path)/README.md"
        let part = "\(Self.begin)\n\n\(ReadmePart.text(of: model))\n\(Self.end)\n"
        guard FileManager.default.fileExists(atPath: path) else {
            current = nil
            hasPart = false
            let title = model.manifest.title ?? model.manifest.name
            wanted = Array("# \(title)\n\n\(model.manifest.description)\n\n\(part)".utf8)
            return
        }
        guard let data = FileManager.default.contents(atPath: path),
            let text = String(validating: data, as: UTF8.self)
        else {
            throw RunnerError(
                .configuration,
                "'\(path)' cannot be read as text in UTF-8",
                help: "check what it is and its permissions"
            )
        }
        current = Array(data)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let begins = lines.indices.filter { lines[$0].trimmedEnd == Self.begin }
        let ends = lines.indices.filter { lines[$0].trimmedEnd == Self.end }
        switch (begins.first, ends.first) {
        case (let first?, let last?) where begins.count == 1 && ends.count == 1 && first < last:
            hasPart = true
            let before = lines[..<first].joined(separator: "\n")
            let after = lines[(last + 1)...].joined(separator: "\n")
            wanted = Array("\(before)\(first > 0 ? "\n" : "")\(part)\(after)".utf8)
        case (nil, nil):
            hasPart = false
            let gap = text.isEmpty ? "" : text.hasSuffix("\n") ? "\n" : "\n\n"
            wanted = Array("\(text)\(gap)\(part)".utf8)
        default:
            throw RunnerError(
                .invalidInput,
                "'\(path)' does not have exactly one start marker and one end marker of the generated part",
                help: "remove the markers and what is between them, then run 'runner readme' again"
            )
        }
    }

    /// Whether the file is up to date.
    package var isCurrent: Bool { current == wanted }

    /// The change that writing would make, as a unified diff.
    package var diff: String { UnifiedDiff.text(from: current ?? [], to: wanted, path: path) }

    /// Writes the file atomically: a reader sees the old or the new content.
    ///
    /// - Throws: `RunnerError` with `cannot-write`.
    package func write() throws(RunnerError) {
        do {
            try Data(wanted).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw RunnerError(
                .cannotWrite,
                "'\(path)' cannot be written: \(SystemReason.text(of: error))",
                help: "check its permissions and the free disk space"
            )
        }
    }
}

extension Substring {
    /// The line without blanks and a carriage return at its end.
    fileprivate var trimmedEnd: Substring {
        var end = self
        while let last = end.last, last.isWhitespace { end.removeLast() }
        return end
    }
}
