import CYAML
import Diagnostics

/// Reads the events of a text with libyaml.
///
/// A class because the C parser points into itself and must be deleted once: it lives on the heap, owned by this object,
/// which only the function that made it uses. See <https://pyyaml.org/wiki/LibYAML>.
final class EventReader {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>

    /// Starts reading.
    ///
    /// - Parameter bytes: UTF-8 without a byte order mark; copied, since libyaml keeps the pointer.
    /// - Throws: `SyntaxProblem` when there is no memory.
    init(_ bytes: ArraySlice<UInt8>) throws(SyntaxProblem) {
        input = .allocate(capacity: max(1, bytes.count))
        _ = input.initialize(from: bytes)
        parser = .allocate(capacity: 1)
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            input.deallocate()
            throw SyntaxProblem(
                problem: "libyaml has no memory",
                mark: Mark(line: 1, column: 1),
                context: "",
                contextMark: nil
            )
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    /// Returns the next event.
    ///
    /// - Throws: `SyntaxProblem` where the text stops being YAML, or for an event that this program does not know.
    func next() throws(SyntaxProblem) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw problem() }
        defer { yaml_event_delete(&event) }
        let span = Span(start: Mark(event.start_mark), end: Mark(event.end_mark))
        switch event.type {
        case YAML_STREAM_START_EVENT:
            return Event(kind: .streamStart, span: span, anchor: nil, tag: nil)
        case YAML_STREAM_END_EVENT:
            return Event(kind: .streamEnd, span: span, anchor: nil, tag: nil)
        case YAML_DOCUMENT_START_EVENT:
            let start = event.data.document_start
            let hasDirectives = start.version_directive != nil || start.tag_directives.start != start.tag_directives.end
            return Event(kind: .documentStart(hasDirectives: hasDirectives), span: span, anchor: nil, tag: nil)
        case YAML_DOCUMENT_END_EVENT:
            return Event(kind: .documentEnd, span: span, anchor: nil, tag: nil)
        case YAML_ALIAS_EVENT:
            return Event(kind: .alias(text(event.data.alias.anchor) ?? ""), span: span, anchor: nil, tag: nil)
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let value = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            return Event(
                kind: .scalar(Scalar(text: value, style: Scalar.Style(scalar.style))),
                span: span,
                anchor: text(scalar.anchor),
                tag: text(scalar.tag)
            )
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            return Event(
                kind: .sequenceStart(isBlock: start.style != YAML_FLOW_SEQUENCE_STYLE),
                span: span,
                anchor: text(start.anchor),
                tag: text(start.tag)
            )
        case YAML_SEQUENCE_END_EVENT:
            return Event(kind: .sequenceEnd, span: span, anchor: nil, tag: nil)
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            return Event(
                kind: .mappingStart(isBlock: start.style != YAML_FLOW_MAPPING_STYLE),
                span: span,
                anchor: text(start.anchor),
                tag: text(start.tag)
            )
        case YAML_MAPPING_END_EVENT:
            return Event(kind: .mappingEnd, span: span, anchor: nil, tag: nil)
        default:
            throw SyntaxProblem(
                problem: "libyaml answered with the unknown event \(event.type.rawValue)",
                mark: span.start,
                context: "",
                contextMark: nil
            )
        }
    }
}

// MARK: - From C

extension EventReader {
    private func problem() -> SyntaxProblem {
        let state = parser.pointee
        let context = state.context.map { String(cString: $0) } ?? ""
        return SyntaxProblem(
            problem: state.problem.map { String(cString: $0) } ?? "libyaml stopped with code \(state.error.rawValue)",
            mark: Mark(state.problem_mark),
            context: context,
            contextMark: context.isEmpty ? nil : Mark(state.context_mark)
        )
    }

    private func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(decodingCString: $0, as: UTF8.self) }
    }
}

extension Mark {
    /// libyaml counts lines and columns from 0.
    fileprivate init(_ mark: yaml_mark_t) {
        self.init(line: Int(clamping: mark.line) &+ 1, column: Int(clamping: mark.column) &+ 1)
    }
}

extension Scalar.Style {
    fileprivate init(_ style: yaml_scalar_style_t) {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE, YAML_DOUBLE_QUOTED_SCALAR_STYLE: self = .quoted
        case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: self = .block
        default: self = .plain
        }
    }
}
