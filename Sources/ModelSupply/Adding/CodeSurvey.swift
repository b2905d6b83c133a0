/// What a model's Swift code can reach, judged from its text without compiling it.
///
/// It helps people to decide whether to trust a model. It proves nothing: code can hide what it does.
package struct CodeSurvey: Sendable, Hashable {
    /// A place to look at.
    package struct Finding: Sendable, Hashable {
        /// The file.
        package var file: String
        /// The line, from 1.
        package var line: Int
        /// What the code does there.
        package var text: String
    }

    /// The modules that are imported, sorted.
    package private(set) var modules: [String] = []
    /// Imports other than the kit and the standard library, and code that reaches other code without an import.
    package private(set) var findings: [Finding] = []

    /// Imports that need no look: the kit, and modules that cannot reach outside the process.
    private static let harmless: Set = [
        "InferenceKit", "VisionHelper", "Swift", "Synchronization", "RegexBuilder", "_Concurrency", "_StringProcessing",
    ]
    private static let reaches: [String: String] = [
        "Glibc": "files, programs, the network", "Musl": "files, programs, the network",
        "Foundation": "files, programs", "FoundationEssentials": "files", "FoundationNetworking": "the network",
        "Dispatch": "threads, files", "CRT": "files, programs, the network",
    ]
    /// Words that call C functions, programs or libraries without an import.
    private static let words: Set = [
        "@_silgen_name", "@_extern", "@_cdecl", "#externalMacro", "dlopen", "dlsym", "posix_spawn", "Process",
    ]
    /// The most findings that are shown.
    private static let mostFindings = 30

    /// Surveys files, in time proportional to their length.
    ///
    /// - Parameter files: The bytes of each file by its path; other files than Swift are ignored.
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
            findings.append(Finding(file: path, line: line, text: isLast ? "and more after this" : text))
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
                        add(word.line, "imports \(module): \(reaches[module] ?? "unknown")")
                    }
                case .none: break
                case .tooFar: add(word.line, "imports a module whose name is hidden behind many comments")
                }
            } else if Self.words.contains(word.text) {
                add(word.line, "uses \(word.text)")
            }
        }
        return findings
    }
}
