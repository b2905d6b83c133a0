import Diagnostics

/// One step through a YAML file, as libyaml reports it.
struct Event {
    enum Kind {
        case streamStart
        case streamEnd
        case documentStart(hasDirectives: Bool)
        case documentEnd
        case alias
        case scalar(Scalar.Style)
        case sequenceStart(isBlock: Bool)
        case sequenceEnd
        case mappingStart(isBlock: Bool)
        case mappingEnd
    }

    let kind: Kind
    let span: Span
    /// Whether there is an anchor or a tag, which only few files have.
    var hasProperties = false
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
