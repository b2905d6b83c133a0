/// A regular expression of an input, matched without backtracking.
///
/// The time to match is at most proportional to the length of the text times that of the expression, so that no pattern can
/// make a program hang. Look-around and references to groups, which need backtracking, are not supported.
/// See <https://swtch.com/~rsc/regexp/regexp2.html>.
package struct Pattern: Sendable {
    /// The longest expression, in bytes.
    package static let longest = 500
    /// The most instructions that an expression can have, counted repetitions written out.
    static let mostInstructions = 4_000
    /// The most steps of one match, about a second.
    private static let mostSteps = 5_000_000

    /// Why a text is not a usable expression.
    package enum Problem: Error, Hashable {
        /// It is longer than ``Pattern/longest``.
        case tooLong
        /// Its brackets, escapes or repetitions are wrong.
        case syntax
        /// It uses something that is not supported, such as "look-ahead".
        case unsupported(String)
        /// Its repetitions make it larger than ``Pattern/mostInstructions``.
        case tooLarge
    }

    private let program: [PatternInstruction]

    /// Compiles an expression.
    ///
    /// - Parameter source: The expression.
    /// - Throws: ``Problem``.
    package init(_ source: String) throws(Problem) {
        guard source.utf8.count <= Self.longest else { throw .tooLong }
        var parser = PatternParser(source)
        var compiler = PatternCompiler()
        program = try compiler.compile(try parser.parse())
    }

    /// Whether the expression matches somewhere in a text; nil if the text is too long to find out.
    package func matches(_ text: String) -> Bool? {
        let characters = Array(text)
        var threads = PatternThreads(program.count)
        var next = PatternThreads(program.count)
        var steps = 0
        for position in 0...characters.count {
            threads.add(0, program, at: position, in: characters)
            if threads.hasMatched { return true }
            guard position < characters.count else { break }
            steps += threads.waiting.count + 1
            guard steps <= Self.mostSteps else { return nil }
            next.removeAll()
            for index in threads.waiting {
                guard case .character(let set) = program[index], set.contains(characters[position]) else { continue }
                next.add(index + 1, program, at: position + 1, in: characters)
            }
            if next.hasMatched { return true }
            swap(&threads, &next)
        }
        return false
    }
}

/// The places in a program that a match has reached after some part of the text, each once.
private struct PatternThreads {
    /// The instructions that wait for a character.
    private(set) var waiting: [Int] = []
    /// Whether the end of the program was reached.
    private(set) var hasMatched = false
    private var marks: [Int]
    private var generation = 1
    private var stack: [Int] = []

    init(_ instructions: Int) {
        marks = [Int](repeating: 0, count: instructions)
    }

    mutating func removeAll() {
        waiting.removeAll(keepingCapacity: true)
        generation += 1
        hasMatched = false
    }

    /// Adds a place, and all places that can be reached from it without a character.
    mutating func add(_ start: Int, _ program: [PatternInstruction], at position: Int, in text: [Character]) {
        stack.append(start)
        while let index = stack.popLast() {
            guard marks[index] != generation else { continue }
            marks[index] = generation
            switch program[index] {
            case .character: waiting.append(index)
            case .match: hasMatched = true
            case .jump(let target): stack.append(target)
            case .split(let first, let second):
                stack.append(second)
                stack.append(first)
            case .assert(let assertion):
                if assertion.holds(at: position, in: text) { stack.append(index + 1) }
            }
        }
    }
}
