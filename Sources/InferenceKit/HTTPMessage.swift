/// Header fields in the order in which they are sent; names are case-insensitive.
public struct HTTPHeaders: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    /// One header field.
    public struct Field: Sendable, Hashable {
        /// The name as it is sent.
        public var name: String

        /// The value as it is sent, without surrounding blanks.
        public var value: String

        /// Whether this is the field's name, without regard to the case of ASCII letters; RFC 9110 §5.1.
        ///
        /// - Parameter other: A name.
        /// - Returns: Whether the names are the same.
        package func isNamed(_ other: String) -> Bool {
            guard name.utf8.count == other.utf8.count else { return false }
            let (name, other) = (name.utf8.span, other.utf8.span)
            for index in name.indices where lowercased(name[index]) != lowercased(other[index]) { return false }
            return true
        }

        private func lowercased(_ byte: UInt8) -> UInt8 {
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
        }
    }

    /// All fields, including repeated ones.
    public private(set) var fields: [Field] = []

    /// Creates an empty list.
    public init() {}

    /// Creates a list in the order written.
    ///
    /// - Parameter elements: Names and values.
    public init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { append(name, value) }
    }

    /// The first value of a name; setting replaces every field of that name, setting `nil` removes them.
    public subscript(name: String) -> String? {
        get { fields.first { $0.isNamed(name) }?.value }
        set {
            let place = fields.firstIndex { $0.isNamed(name) }
            fields.removeAll { $0.isNamed(name) }
            guard let newValue else { return }
            fields.insert(Field(name: name, value: newValue), at: min(place ?? fields.count, fields.count))
        }
    }

    /// Adds a field after the others, even when there is one with the same name.
    ///
    /// - Parameters:
    ///   - name: A token of RFC 9110 §5.1.
    ///   - value: A value without line breaks.
    public mutating func append(_ name: String, _ value: String) {
        fields.append(Field(name: name, value: value))
    }

    /// Reserves space for a number of fields.
    package mutating func reserveCapacity(_ count: Int) {
        fields.reserveCapacity(count)
    }
}

/// A request as it is sent over the wire; see RFC 9110.
public struct HTTPRequest: Sendable, Hashable {
    /// The body of a request.
    public enum Body: Sendable, Hashable {
        /// Bytes in memory; empty for a request without a body.
        case bytes([UInt8])

        /// The content of a file, streamed with constant memory.
        case file(path: String)
    }

    /// The method in upper case, such as `POST`.
    public var method: String

    /// The absolute URL, percent-encoded.
    public var url: String

    /// The header fields, without `Host` and `Content-Length`, which the transport sets.
    public var headers: HTTPHeaders

    /// The body of the request.
    public var body: Body

    /// Time limit from the start of the connection to the last byte of the response.
    public var timeout: Duration

    /// Whether the request does no harm if it arrives twice; RFC 9110 §9.2.2.
    ///
    /// Such a request may use an open connection, and is sent again over a new one if that connection turns out to be dead.
    /// Any other request gets a new connection and is sent once.
    public var isIdempotent: Bool {
        get { declaredIdempotence ?? ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"].contains(method) }
        set { declaredIdempotence = newValue }
    }

    /// The explicit choice; `nil` leaves it to the method at the time of sending.
    private var declaredIdempotence: Bool?

    /// Creates a request.
    ///
    /// - Parameters:
    ///   - method: The method in upper case.
    ///   - url: The absolute URL, percent-encoded.
    ///   - headers: Header fields.
    ///   - body: The body of the request.
    ///   - timeout: Time limit for the whole exchange.
    ///   - isIdempotent: Whether the request does no harm if it arrives twice; by default, the method decides.
    public init(
        _ method: String,
        _ url: String,
        headers: HTTPHeaders = [:],
        body: Body = .bytes([]),
        timeout: Duration = .seconds(60),
        isIdempotent: Bool? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        declaredIdempotence = isIdempotent
    }
}

/// A complete response to a request; see RFC 9110.
public struct HTTPResponse: Sendable, Hashable {
    /// The status code, 100 to 599.
    public var status: Int

    /// The header fields of the final response.
    public var headers: HTTPHeaders

    /// The content; empty when it was written to a file.
    public var body: [UInt8]

    /// Creates a response.
    ///
    /// - Parameters:
    ///   - status: The status code.
    ///   - headers: Header fields.
    ///   - body: The content.
    public init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
