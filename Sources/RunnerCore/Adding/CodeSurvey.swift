/// What a model's Swift code can reach, as far as its text tells without compiling it.
///
/// It is for people who decide whether to trust a model, and no proof: whoever wants to hide something can.
package struct CodeSurvey: Sendable, Hashable {
    /// A place that deserves a look.
    package struct Finding: Sendable, Hashable {
        /// The file.
        package var file: String
        /// The line, from 1.
        package var line: Int
        /// What is there.
        package var text: String
    }

    /// The modules that are imported, sorted.
    package private(set) var modules: [String] = []
    /// Imports of modules beyond the kit and the standard library, and what reaches other code without an import.
    package private(set) var findings: [Finding] = []

    /// What a model may import without anybody having to look: the kit, and what cannot reach outside the process.
    private static let harmless: Set = [
        "InferenceKit", "VisionHelper", "Swift", "Synchronization", "RegexBuilder", "_Concurrency", "_StringProcessing",
    ]
    private static let reaches: [String: String] = [
        "Glibc": "files, programs, the network", "Musl": "files, programs, the network",
        "Foundation": "files, programs", "FoundationEssentials": "files", "FoundationNetworking": "the network",
        "Dispatch": "threads, files", "CRT": "files, programs, the network",
    ]
    /// What calls C functions, other programs or libraries without saying so in an import.
    private static let words = [
        "@_silgen_name", "@_extern", "@_cdecl", "#externalMacro", "dlopen", "dlsym", "posix_spawn", "Process",
    ]
    private static let kinds: Set = ["typealias", "struct", "class", "enum", "protocol", "let", "var", "func", "actor"]

    /// Looks through files.
    ///
    /// - Parameter files: The bytes of each file by its path; those that are not Swift are left out.
    package init(of files: [String: [UInt8]]) {
        var found: Set<String> = []
        for path in files.keys.sorted() where path.hasSuffix(".swift") {
            let text = Array(String(decoding: files[path] ?? [], as: UTF8.self).unicodeScalars)
            for (word, range) in Self.tokens(in: text) {
                let line = text[..<range.lowerBound].count { $0 == "\n" } + 1
                if word == "import", let module = Self.module(after: range.upperBound, in: text),
                    Self.startsStatement(range.lowerBound, in: text)
                {
                    found.insert(module)
                    guard !Self.harmless.contains(module) else { continue }
                    let reach = Self.reaches[module] ?? "whatever that module can"
                    findings.append(Finding(file: path, line: line, text: "imports \(module): \(reach)"))
                } else if Self.words.contains(word) {
                    findings.append(Finding(file: path, line: line, text: "uses \(word)"))
                }
            }
        }
        modules = found.sorted()
    }
}

// MARK: - The text

extension CodeSurvey {
    private typealias Text = [Unicode.Scalar]

    /// The words that matter, with their places.
    private static func tokens(in text: Text) -> [(String, Range<Int>)] {
        let wanted = Set(words + ["import"])
        var tokens: [(String, Range<Int>)] = []
        var index = 0
        while index < text.count {
            guard isWord(text[index]) || text[index] == "@" || text[index] == "#" else {
                index += 1
                continue
            }
            let start = index
            index += 1
            while index < text.count, isWord(text[index]) { index += 1 }
            let word = string(text[start..<index])
            if wanted.contains(word) { tokens.append((word, start..<index)) }
        }
        return tokens
    }

    /// Whether nothing but attributes and modifiers stands before a word in its line, or another statement or a comment ends.
    private static func startsStatement(_ index: Int, in text: Text) -> Bool {
        let start = text[..<index].lastIndex { $0 == "\n" || $0 == "\r" || $0 == ";" }.map { $0 + 1 } ?? 0
        let before = string(text[start..<index])
        if before.contains("*/") { return true }
        let words = before.split { $0.isWhitespace || $0 == ")" }
        let modifiers: Set = ["public", "package", "internal", "fileprivate", "private", "open", "\u{FEFF}"]
        return words.allSatisfy { modifiers.contains(String($0)) || $0.hasPrefix("@") }
    }

    /// The first part of the name after `import`, which may stand after blanks, comments and a kind such as `struct`.
    private static func module(after index: Int, in text: Text) -> String? {
        var index = index
        while true {
            index = skipBlanks(from: index, in: text)
            if index < text.count, text[index] == "`" { index += 1 }
            let start = index
            while index < text.count, isWord(text[index]) { index += 1 }
            guard index > start, !("0"..."9").contains(text[start]) else { return nil }
            let word = string(text[start..<index])
            if !kinds.contains(word) { return word }
        }
    }

    private static func skipBlanks(from start: Int, in text: Text) -> Int {
        var index = start
        while index < text.count {
            if text[index].properties.isWhitespace {
                index += 1
            } else if text[index...].starts(with: "//".unicodeScalars) {
                index = text[index...].firstIndex(of: "\n") ?? text.count
            } else if text[index...].starts(with: "/*".unicodeScalars) {
                var depth = 0
                repeat {
                    if text[index...].starts(with: "/*".unicodeScalars) {
                        depth += 1
                        index += 2
                    } else if text[index...].starts(with: "*/".unicodeScalars) {
                        depth -= 1
                        index += 2
                    } else {
                        index += 1
                    }
                } while depth > 0 && index < text.count
            } else {
                break
            }
        }
        return min(index, text.count)
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar.properties.isXIDContinue
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        String(String.UnicodeScalarView(scalars))
    }
}
