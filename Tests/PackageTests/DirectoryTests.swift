import Foundation
import TestSupport
import Testing

/// Each module is small, and its directories depend on each other in one direction, so that each can be understood without
/// the others.
struct DirectoryTests {
    /// The most lines of a module, comments and blank lines included.
    private static let mostLines = 6_000

    /// A module's source texts by the directory directly below the module's.
    private struct Module {
        let name: String
        /// The texts of the directories; files beside the directories are the module's own, and depend on any of them.
        var directories: [String: [String]] = [:]
        var lineCount = 0
    }

    private let modules: [Module]

    init() throws {
        let sources = "\(Project.directory)/Sources"
        modules = try FileManager.default.contentsOfDirectory(atPath: sources).sorted().map { name in
            var module = Module(name: name)
            let paths = FileManager.default.enumerator(atPath: "\(sources)/\(name)")?.compactMap { $0 as? String } ?? []
            for path in paths where path.hasSuffix(".swift") {
                let text = try TestDirectory.text("\(sources)/\(name)/\(path)")
                module.lineCount += text.count { $0 == "\n" }
                let parts = path.split(separator: "/")
                if parts.count > 1 { module.directories[String(parts[0]), default: []].append(Self.code(in: text)) }
            }
            return module
        }
    }

    @Test func `no module is larger than a person can overlook`() {
        #expect(modules.count > 30)
        #expect(modules.contains { $0.name == "RunnerCore" && $0.lineCount > 1_000 })
        for module in modules {
            #expect(module.lineCount <= Self.mostLines, "'\(module.name)' has \(module.lineCount) lines")
        }
    }

    @Test func `no two directories of a module depend on each other, directly or through others`() throws {
        let core = Self.edges(try #require(modules.first { $0.name == "RunnerCore" }))
        #expect(core["Runs"]?.contains("Preparation") == true)
        #expect(modules.count { $0.directories.count > 1 } > 10)
        for module in modules {
            let edges = Self.edges(module)
            for start in edges.keys.sorted() {
                #expect(
                    !Self.reachable(from: start, edges).contains(start),
                    "'\(module.name)/\(start)' depends on itself: \(edges)"
                )
            }
        }
    }

    @Test func `members of extensions are dependencies, too`() {
        var module = Module(name: "Example")
        module.directories["High"] = ["struct Top {}\nextension String {\n    func raisedHigh() {}\n}\n"]
        module.directories["Low"] = ["func low(_ text: String) { text.raisedHigh() }\n"]
        #expect(Self.edges(module) == ["Low": ["High"]])
        // A name that is also a parameter or a variable elsewhere says nothing.
        module.directories["Low"]?.append("func other(raisedHigh: Int) {}\n")
        #expect(Self.edges(module) == [:])
    }

    /// The directories whose types, and members of extensions, each directory names.
    private static func edges(_ module: Module) -> [String: Set<String>] {
        var owners: [Substring: Set<String>] = [:]
        var members: [Substring: Set<String>] = [:]
        var declared: [Substring: Set<String>] = [:]
        for (directory, texts) in module.directories {
            for type in texts.flatMap(types) { owners[type, default: []].insert(directory) }
            for member in texts.flatMap(members(in:)) { members[member, default: []].insert(directory) }
            for name in texts.flatMap(names(in:)) { declared[name, default: []].insert(directory) }
        }
        for (member, owner) in members where owners[member] == nil && declared[member] == owner {
            owners[member] = owner
        }
        var edges: [String: Set<String>] = [:]
        for (directory, texts) in module.directories {
            for word in Set(texts.flatMap { words(in: $0[...]) }) {
                // A name that two directories declare says nothing.
                guard let owner = owners[word], owner.count == 1, !owner.contains(directory) else { continue }
                edges[directory, default: []].formUnion(owner)
            }
        }
        return edges
    }

    /// Names that the standard library has, too.
    private static let common: Set<Substring> = ["isEmpty", "removeAll", "hasPrefix", "firstIndex"]

    /// The members that the extensions of a file declare for other files, as far as their names are of several words.
    ///
    /// A name of one word may be that of anything.
    private static func members(in text: String) -> [Substring] {
        var isExtension = false
        return text.split(separator: "\n").compactMap { line in
            if line.utf8.first != UInt8(ascii: " "), line != "}" {
                isExtension = ["extension ", "package extension ", "public extension "].contains { line.hasPrefix($0) }
            }
            guard isExtension, line.hasPrefix("    "), line.dropFirst(4).first != " " else { return nil }
            let words = words(in: line)
            guard !words.contains("private"), !words.contains("fileprivate"),
                let index = words.firstIndex(where: declarations.contains), index < 4, words.count > index + 1
            else { return nil }
            let name = words[index + 1]
            return name.contains(where: \.isUppercase) && !common.contains(name) ? name : nil
        }
    }

    private static let declarations: Set<Substring> = ["func", "var", "let", "case"]

    /// Everything that a file declares, parameters and their labels included.
    private static func names(in text: String) -> [Substring] {
        let words = words(in: text[...])
        return words.indices.compactMap { index in
            let word = words[index]
            let next = word.endIndex < text.endIndex ? text.utf8[word.endIndex] : 0
            if next == UInt8(ascii: ":") { return word }
            return index > 0 && declarations.contains(words[index - 1]) ? word : nil
        }
    }

    /// The types that a file declares at its top level.
    private static func types(in text: String) -> [Substring] {
        let kinds: Set<Substring> = ["struct", "enum", "class", "protocol", "actor", "typealias"]
        return text.split(separator: "\n").compactMap { line in
            guard line.utf8.first != UInt8(ascii: " ") else { return nil }
            let words = words(in: line)
            if words.first == "private" || words.first == "fileprivate" { return nil }
            return words.firstIndex(where: kinds.contains).flatMap { words.dropFirst($0 + 1).first }
        }
    }

    /// The words of a text; by bytes, since these are millions.
    private static func words(in text: Substring) -> [Substring] {
        text.utf8.split { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                false
            default: true
            }
        }.map { Substring($0) }
    }

    private static func reachable(from start: String, _ edges: [String: Set<String>]) -> Set<String> {
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
