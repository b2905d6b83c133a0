internal import ModelBuild

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
    /// Calls of the kit that reach outside the process: requests, downloads, uploads.
    package private(set) var calls: [Finding] = []
    /// Files that are not text, sorted.
    package private(set) var binaries: [String] = []

    /// Imports besides the kit that need no look: modules that cannot reach outside the process.
    private static let harmless: Set = [
        "Swift", "Synchronization", "RegexBuilder", "_Concurrency", "_StringProcessing",
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
    /// Functions of the kit that reach outside, and what they do.
    private static let reaching = [
        "HTTPRequest": "makes a request", "send": "sends a request", "download": "downloads a file",
        "stage": "puts an input where its service can fetch it", "reachability": "checks whether its service responds",
    ]
    /// How much of a file decides whether it is text.
    private static let beginning = 8_000
    /// The most findings that are shown.
    private static let mostFindings = 30

    /// Surveys files, in time proportional to their length.
    ///
    /// - Parameter files: The bytes of each file by its path; of other files than Swift, the beginning is enough.
    /// - Throws: `CancellationError`.
    package init(of files: [String: [UInt8]]) throws {
        var found: Set<String> = []
        for path in files.keys.sorted() {
            try Task.checkCancellation()
            let bytes = files[path] ?? []
            if bytes.prefix(Self.beginning).contains(0) { binaries.append(path) }
            guard path.hasSuffix(".swift") else { continue }
            let (others, reaching) = try Self.findings(in: bytes, path, modules: &found)
            findings += others
            calls += reaching
        }
        modules = found.sorted()
    }

    private static func findings(
        in bytes: [UInt8],
        _ path: String,
        modules: inout Set<String>
    ) throws -> (others: [Finding], calls: [Finding]) {
        var (findings, calls): ([Finding], [Finding]) = ([], [])
        func append(_ line: Int, _ text: String, to list: inout [Finding]) {
            guard list.count <= mostFindings else { return }
            let isLast = list.count == mostFindings
            list.append(Finding(file: path, line: line, text: isLast ? "and more after this" : text))
        }
        func add(_ line: Int, _ text: String) { append(line, text, to: &findings) }
        var words = CodeWords(in: bytes)
        var count = 0
        while let word = words.next() {
            count += 1
            if count.isMultiple(of: 4096) { try Task.checkCancellation() }
            if word.text == "import", word.startsStatement {
                switch words.module(after: word) {
                case .name(let module):
                    modules.insert(module)
                    if !harmless.contains(module), !ModelKit.mayContain(module) {
                        add(word.line, "imports \(module): \(reaches[module] ?? "unknown")")
                    }
                case .none: break
                case .tooFar: add(word.line, "imports a module whose name is hidden behind many comments")
                }
            } else if Self.words.contains(word.text) {
                add(word.line, "uses \(word.text)")
            } else if word.isCall, let what = reaching[word.text] {
                append(word.line, "\(what) (\(word.text))", to: &calls)
            }
        }
        return (findings, calls)
    }
}
