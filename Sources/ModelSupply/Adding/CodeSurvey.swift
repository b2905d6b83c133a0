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
    private static let words: Set = [
        "@_silgen_name", "@_extern", "@_cdecl", "#externalMacro", "dlopen", "dlsym", "posix_spawn", "Process",
    ]
    /// More than anybody is shown.
    private static let mostFindings = 30

    /// Looks through files, in a time that grows with their length only, whatever they hold.
    ///
    /// - Parameter files: The bytes of each file by its path; those that are not Swift are left out.
    /// - Throws: `CancellationError`.
    package init(of files: [String: [UInt8]]) throws {
        var found: Set<String> = []
        for path in files.keys.sorted() where path.hasSuffix(".swift") {
            try Task.checkCancellation()
            findings += try Self.findings(in: files[path] ?? [], path, modules: &found)
        }
        modules = found.sorted()
    }

    private static func findings(
        in bytes: [UInt8],
        _ path: String,
        modules: inout Set<String>
    ) throws -> [Finding] {
        var findings: [Finding] = []
        func add(_ line: Int, _ text: String) {
            guard findings.count <= mostFindings else { return }
            let isLast = findings.count == mostFindings
            findings.append(Finding(file: path, line: line, text: isLast ? "and more from here on" : text))
        }
        var words = CodeWords(in: bytes)
        var count = 0
        while let word = words.next() {
            count += 1
            if count.isMultiple(of: 4096) { try Task.checkCancellation() }
            if word.text == "import", word.startsStatement {
                switch words.module(after: word) {
                case .name(let module):
                    modules.insert(module)
                    if !harmless.contains(module) {
                        add(word.line, "imports \(module): \(reaches[module] ?? "whatever that module can")")
                    }
                case .none: break
                case .tooFar: add(word.line, "imports what cannot be told, with comments within comments around it")
                }
            } else if Self.words.contains(word.text) {
                add(word.line, "uses \(word.text)")
            }
        }
        return findings
    }
}
