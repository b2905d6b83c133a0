import Foundation
import TestSupport
import Testing

/// The directories of the engine depend on each other in one direction, so that each can be understood without the others.
struct DirectoryTests {
    /// A module's source files by the directory directly below the module's; files beside the directories do not count.
    private let files: [String: [String]]

    /// The directories that turn requests into runs and drive them.
    private static let engine = [
        "Examples", "Money", "Outputs", "Preparation", "Runs", "Signals",
    ]

    init() throws {
        let module = "\(Project.folder)/Sources/RunnerCore"
        var files: [String: [String]] = [:]
        for directory in Self.engine {
            let paths = FileManager.default.enumerator(atPath: "\(module)/\(directory)")?.compactMap { $0 as? String }
            files[directory] = try paths?.filter { $0.hasSuffix(".swift") }
                .map { Self.code(in: try TestFolder.text("\(module)/\(directory)/\($0)")) }
        }
        self.files = files
    }

    @Test func `no two directories of the engine depend on each other, directly or through others`() {
        let edges = edges()
        #expect(files.count > 5)
        #expect(edges["Preparation"]?.contains("Money") == true)
        #expect(edges["Runs"]?.contains("Preparation") == true)
        for start in edges.keys.sorted() {
            #expect(!reachable(from: start, edges).contains(start), "'\(start)' depends on itself: \(edges)")
        }
    }

    /// The directories whose types each directory names.
    private func edges() -> [String: Set<String>] {
        let declaration =
            /^(?:package |public |internal )?(?:final |indirect )*(?:struct|enum|class|protocol|actor|typealias) (\w+)/
        var owners: [String: Set<String>] = [:]
        for (directory, texts) in files {
            for match in texts.flatMap({ $0.matches(of: declaration.anchorsMatchLineEndings()) }) {
                owners[String(match.1), default: []].insert(directory)
            }
        }
        var edges: [String: Set<String>] = [:]
        for (directory, texts) in files {
            for word in texts.flatMap({ $0.matches(of: /\b[A-Z]\w+/) }) {
                // A name that two directories declare says nothing.
                guard let owner = owners[String(word.0)], owner.count == 1 else { continue }
                edges[directory, default: []].formUnion(owner.subtracting([directory]))
            }
        }
        return edges
    }

    private func reachable(from start: String, _ edges: [String: Set<String>]) -> Set<String> {
        var found: Set<String> = []
        var waiting = Array(edges[start] ?? [])
        while let next = waiting.popLast() {
            if found.insert(next).inserted { waiting += edges[next] ?? [] }
        }
        return found
    }

    /// The text without comments.
    private static func code(in text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.drop { $0 == " " }.hasPrefix("//") }.joined(separator: "\n")
    }
}
