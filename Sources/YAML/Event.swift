import Diagnostics

/// One step through a YAML file, as libyaml reports it.
struct Event {
    enum Kind {
        case streamStart
        case streamEnd
        case documentStart(hasDirectives: Bool)
        case documentEnd
        case alias(String)
        case scalar(Scalar)
        case sequenceStart(isBlock: Bool)
        case sequenceEnd
        case mappingStart(isBlock: Bool)
        case mappingEnd
    }

    let kind: Kind
    let span: Span
    let anchor: String?
    let tag: String?
}

/// Why libyaml stopped, in its own words, with the places it names.
struct SyntaxProblem: Error {
    /// What it expected or did not.
    let problem: String
    /// Where.
    let mark: Mark
    /// What it was reading, such as "while parsing a block mapping".
    let context: String
    /// Where that began.
    let contextMark: Mark?
}
