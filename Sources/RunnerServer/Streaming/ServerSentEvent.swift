/// One event of a stream, in the form of the HTML standard, §9.2.
package struct ServerSentEvent: Sendable, Hashable {
    /// Its id, which a client names when it comes back.
    package var id: String
    /// Its type.
    package var name: String
    /// Its data, which may have several lines.
    package var data: String

    /// Creates an event; each parameter is the property of the same name.
    package init(id: String, name: String, data: String) {
        self.id = id
        self.name = name
        self.data = data
    }

    /// The event as it is sent.
    package var text: String {
        let lines = data.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
        return "id: \(id)\nevent: \(name)\n" + lines.map { "data: \($0)\n" }.joined() + "\n"
    }

    /// What keeps a connection open while there is nothing to say.
    package static let keepAlive = ": keep-alive\n\n"
}

/// The id of an event: which history it is from, and its number there.
struct EventID: Sendable, Hashable {
    /// The history.
    let generation: String
    /// The number.
    let number: Int

    /// Creates an id.
    init(generation: String, number: Int) {
        self.generation = generation
        self.number = number
    }

    /// Reads what ``text`` gives; `nil` for any other text.
    init?(_ text: String?) {
        guard let parts = text?.split(separator: "-"), parts.count == 2, let number = Int(parts[1]), number >= 0 else {
            return nil
        }
        self.init(generation: String(parts[0]), number: number)
    }

    /// The id as text.
    var text: String { "\(generation)-\(number)" }
}
