import YAML

/// How the limits of one kind are read, written and compared.
struct BoundUnit<Value: Comparable & Hashable & Sendable> {
    /// Reads one limit, or reports why it cannot.
    let read: (Mapping.Pair, Fields) -> Value?
    /// Writes one limit.
    let text: (Value) -> String
    /// The next greater value, if values are whole.
    let successor: ((Value) -> Value?)?
    /// A limit as an example.
    let example: String
}
