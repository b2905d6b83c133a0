import TestSupport
import Testing

/// `docs/first-model.md` from its beginning to its end: files are written, commands run, and what they print is what the page shows.
struct TutorialTests {
    @Test func `every block of the tutorial works as shown`() async throws {
        let page = try TestDirectory.text("\(Project.directory)/docs/first-model.md")
        let directory = try TestDirectory()
        var commands = 0
        for block in MarkdownBlock.all(in: page) {
            if block.language == "console" {
                for entry in block.commands {
                    let environment = ["RUNNER_CACHE": "\(directory.path)/.cache", "PATH": Self.path]
                    let result = try await run(
                        "/bin/sh",
                        ["-c", "\(entry.command) 2>&1"],
                        environment: environment,
                        in: directory.path
                    )
                    #expect(
                        Self.timeless(result.output) == Self.timeless(entry.output),
                        "$ \(entry.command)\n\(result.output)"
                    )
                    commands += 1
                }
            } else {
                try directory.write(try #require(block.path), block.text)
            }
        }
        #expect(commands >= 10)
    }

    private static let path = "\(Project.products):\(baseEnvironment["PATH"] ?? "")"

    /// How long something took is different each time.
    private static func timeless(_ text: String) -> String {
        text.replacing(/\d+\.\d+ s\b/, with: "N s")
    }
}

/// A fenced block of a page in Markdown.
struct MarkdownBlock {
    /// The first word behind the fence.
    var language: String
    /// The second word: the file that the block is.
    var path: String?
    /// The lines, each with its end.
    var text: String

    /// The blocks of a page, in their order.
    static func all(in page: String) -> [MarkdownBlock] {
        var blocks: [MarkdownBlock] = []
        var open: MarkdownBlock?
        for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
            if let block = open {
                if line == "```" {
                    blocks.append(block)
                    open = nil
                } else {
                    open?.text += line + "\n"
                }
            } else if line.hasPrefix("```") {
                let words = line.dropFirst(3).split(separator: " ").map(String.init)
                open = MarkdownBlock(language: words.first ?? "", path: words.dropFirst().first, text: "")
            }
        }
        return blocks
    }

    /// The commands of a console, each behind `$ `, with what the lines below say that it prints.
    var commands: [(command: String, output: String)] {
        var found: [(command: String, output: String)] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if line.hasPrefix("$ ") {
                found.append((String(line.dropFirst(2)), ""))
            } else if let last = found.indices.last {
                found[last].output += line + "\n"
            }
        }
        return found
    }
}
