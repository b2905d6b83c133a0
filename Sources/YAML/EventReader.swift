import CYAML
import Diagnostics

/// Reads the events of a text with libyaml.
///
/// A class because the C parser points into itself and must be deleted once: it lives on the heap, owned by this object,
/// which only the function that made it uses. See <https://pyyaml.org/wiki/LibYAML>.
final class EventReader {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    /// The event that was read last, which keeps its texts until the next one is read.
    private let current: UnsafeMutablePointer<yaml_event_t>
    private let input: UnsafeMutableBufferPointer<UInt8>
    private let spaced: SpacedText?

    /// Starts reading.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8 without a byte order mark; copied, since libyaml keeps the pointer.
    ///   - spaced: Knows the columns of the file when `bytes` has spaces in place of tabs.
    /// - Throws: `SyntaxProblem` when there is no memory.
    init(_ bytes: ArraySlice<UInt8>, _ spaced: SpacedText? = nil) throws(SyntaxProblem) {
        self.spaced = spaced
        input = .allocate(capacity: max(1, bytes.count))
        _ = input.initialize(from: bytes)
        parser = .allocate(capacity: 1)
        current = .allocate(capacity: 1)
        current.initialize(to: yaml_event_t())
        guard yaml_parser_initialize(parser) == 1 else {
            current.deallocate()
            parser.deallocate()
            input.deallocate()
            throw SyntaxProblem(
                problem: "libyaml is out of memory",
                mark: Mark(line: 1, column: 1),
                context: "",
                contextMark: nil
            )
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
    }

    deinit {
        yaml_event_delete(current)
        yaml_parser_delete(parser)
        current.deallocate()
        parser.deallocate()
        input.deallocate()
    }

    /// Returns the next event.
    ///
    /// - Throws: `SyntaxProblem` where the text stops being YAML, or for an event that this program does not know.
    func next() throws(SyntaxProblem) -> Event {
        yaml_event_delete(current)
        guard yaml_parser_parse(parser, current) == 1 else { throw problem() }
        let span = Span(start: mark(current.pointee.start_mark), end: mark(current.pointee.end_mark))
        switch current.pointee.type {
        case YAML_SCALAR_EVENT:
            let style = Scalar.Style(current.pointee.data.scalar.style)
            return Event(kind: .scalar(style), span: span, hasProperties: anchorText != nil || tagText != nil)
        case YAML_MAPPING_START_EVENT:
            let isBlock = current.pointee.data.mapping_start.style != YAML_FLOW_MAPPING_STYLE
            let hasProperties = anchorText != nil || tagText != nil
            return Event(kind: .mappingStart(isBlock: isBlock), span: span, hasProperties: hasProperties)
        case YAML_MAPPING_END_EVENT:
            return Event(kind: .mappingEnd, span: span)
        case YAML_SEQUENCE_START_EVENT:
            let isBlock = current.pointee.data.sequence_start.style != YAML_FLOW_SEQUENCE_STYLE
            let hasProperties = anchorText != nil || tagText != nil
            return Event(kind: .sequenceStart(isBlock: isBlock), span: span, hasProperties: hasProperties)
        case YAML_SEQUENCE_END_EVENT:
            return Event(kind: .sequenceEnd, span: span)
        case YAML_ALIAS_EVENT:
            return Event(kind: .alias, span: span)
        case YAML_DOCUMENT_START_EVENT:
            let start = current.pointee.data.document_start
            let hasDirectives = start.version_directive != nil || start.tag_directives.start != start.tag_directives.end
            return Event(kind: .documentStart(hasDirectives: hasDirectives), span: span)
        case YAML_DOCUMENT_END_EVENT:
            return Event(kind: .documentEnd, span: span)
        case YAML_STREAM_START_EVENT:
            return Event(kind: .streamStart, span: span)
        case YAML_STREAM_END_EVENT:
            return Event(kind: .streamEnd, span: span)
        default:
            throw SyntaxProblem(
                problem: "libyaml returned the unknown event \(current.pointee.type.rawValue)",
                mark: span.start,
                context: "",
                contextMark: nil
            )
        }
    }
}

// MARK: - Texts of the current event

extension EventReader {
    /// The value of the current event, which is a scalar.
    var text: String {
        let scalar = current.pointee.data.scalar
        return String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
    }

    /// The anchor of the current event, or the one that it is an alias of.
    var anchor: String? {
        anchorText.map { String(decodingCString: $0, as: UTF8.self) }
    }

    /// The tag of the current event, in full.
    var tag: String? {
        tagText.map { String(decodingCString: $0, as: UTF8.self) }
    }

    private var anchorText: UnsafeMutablePointer<yaml_char_t>? {
        switch current.pointee.type {
        case YAML_ALIAS_EVENT: current.pointee.data.alias.anchor
        case YAML_SCALAR_EVENT: current.pointee.data.scalar.anchor
        case YAML_SEQUENCE_START_EVENT: current.pointee.data.sequence_start.anchor
        case YAML_MAPPING_START_EVENT: current.pointee.data.mapping_start.anchor
        default: nil
        }
    }

    private var tagText: UnsafeMutablePointer<yaml_char_t>? {
        switch current.pointee.type {
        case YAML_SCALAR_EVENT: current.pointee.data.scalar.tag
        case YAML_SEQUENCE_START_EVENT: current.pointee.data.sequence_start.tag
        case YAML_MAPPING_START_EVENT: current.pointee.data.mapping_start.tag
        default: nil
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
            mark: mark(state.problem_mark),
            context: context,
            contextMark: context.isEmpty ? nil : mark(state.context_mark)
        )
    }

    /// libyaml counts lines and columns from 0.
    @inline(__always)
    private func mark(_ mark: yaml_mark_t) -> Mark {
        let line = Int(truncatingIfNeeded: mark.line) &+ 1
        let column = Int(truncatingIfNeeded: mark.column)
        guard let spaced else { return Mark(line: line, column: column &+ 1) }
        return Mark(line: line, column: spaced.column(inFile: column, line: line) &+ 1)
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
