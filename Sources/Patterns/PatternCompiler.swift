/// A step of a compiled expression.
enum PatternInstruction: Sendable {
    /// Takes a character of a set and continues with the next instruction.
    case character(PatternCharacters)
    /// Continues at either of two instructions.
    case split(Int, Int)
    /// Continues at another instruction.
    case jump(Int)
    /// Continues only at certain places of the text.
    case assert(PatternAssertion)
    /// The expression has matched.
    case match
}

/// A place in a text.
enum PatternAssertion: Sendable, Hashable {
    case start
    case end
    case wordBoundary
    case noWordBoundary

    /// Whether a position of a text is such a place.
    func holds(at position: Int, in text: [Character]) -> Bool {
        switch self {
        case .start: return position == 0
        case .end: return position == text.count
        case .wordBoundary, .noWordBoundary:
            let before = position > 0 && PatternCharacters.isWord(text[position - 1])
            let after = position < text.count && PatternCharacters.isWord(text[position])
            return (before != after) == (self == .wordBoundary)
        }
    }
}

/// Turns the tree of an expression into instructions.
struct PatternCompiler {
    private var program: [PatternInstruction] = []

    /// Compiles an expression.
    mutating func compile(_ node: PatternNode) throws(Pattern.Problem) -> [PatternInstruction] {
        try append(node)
        try append(.match)
        return program
    }

    private mutating func append(_ instruction: PatternInstruction) throws(Pattern.Problem) {
        guard program.count < Pattern.mostInstructions else { throw .tooLarge }
        program.append(instruction)
    }

    private mutating func append(_ node: PatternNode) throws(Pattern.Problem) {
        switch node {
        case .set(let set): try append(.character(set))
        case .assertion(let assertion): try append(.assert(assertion))
        case .sequence(let nodes):
            for node in nodes { try append(node) }
        case .alternatives(let nodes): try append(alternatives: nodes)
        case .repetition(let node, let least, let most): try append(repeating: node, least, most)
        }
    }

    private mutating func append(alternatives nodes: [PatternNode]) throws(Pattern.Problem) {
        var jumps: [Int] = []
        for (index, node) in nodes.enumerated() {
            guard index < nodes.count - 1 else {
                try append(node)
                break
            }
            let split = program.count
            try append(.split(split + 1, 0))
            try append(node)
            jumps.append(program.count)
            try append(.jump(0))
            program[split] = .split(split + 1, program.count)
        }
        for jump in jumps { program[jump] = .jump(program.count) }
    }

    private mutating func append(repeating node: PatternNode, _ least: Int, _ most: Int?) throws(Pattern.Problem) {
        for _ in 0..<least { try append(node) }
        guard let most else {
            let split = program.count
            try append(.split(split + 1, 0))
            try append(node)
            try append(.jump(split))
            program[split] = .split(split + 1, program.count)
            return
        }
        var splits: [Int] = []
        for _ in least..<max(least, most) {
            splits.append(program.count)
            try append(.split(program.count + 1, 0))
            try append(node)
        }
        for split in splits { program[split] = .split(split + 1, program.count) }
    }
}
