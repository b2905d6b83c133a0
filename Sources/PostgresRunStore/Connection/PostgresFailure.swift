/// Why a statement or a connection failed.
struct PostgresFailure: Error {
    /// What is known about it.
    enum Kind: Sendable, Hashable {
        /// The server answered with an error; the value is its SQLSTATE.
        ///
        /// See <https://www.postgresql.org/docs/15/errcodes-appendix.html>.
        case refused(String)
        /// There is no connection, and no statement was sent.
        case unreachable
        /// The server does not let this user connect; the value is the SQLSTATE.
        case turnedAway(String)
        /// The connection ended or timed out while an answer was due, so what the server did is unknown.
        case lost
        /// The connection ended while the answer to a commit was due, and the outcome could not be looked up.
        case undecided
    }

    /// What is known about it.
    var kind: Kind
    /// What the library or the server said, without the password.
    var message: String

    /// Whether the connection can still be used.
    var keepsConnection: Bool {
        guard case .refused(let state) = kind else { return false }
        return !Self.endsConnection(state)
    }

    /// Whether the same transaction may succeed when it is repeated.
    var isWorthRepeating: Bool {
        switch kind {
        case .unreachable, .lost: true
        case .undecided: false
        case .turnedAway(let state): Self.endsConnection(state)
        case .refused(let state):
            // Serialization failure, deadlock, lock not available; two transactions that inserted the same.
            ["40001", "40P01", "55P03", "23505"].contains(state) || Self.endsConnection(state)
        }
    }

    /// The errors after which the server, or the one behind the same name, may be usable with another connection.
    private static func endsConnection(_ state: String) -> Bool {
        // Connection exceptions, shutdowns, crashes and starts, too many connections, a standby.
        state.hasPrefix("08") || ["57P01", "57P02", "57P03", "57P05", "53300", "25006", "25P03"].contains(state)
    }
}

extension PostgresFailure {
    /// Reads why a connection could not be made.
    ///
    /// - Parameter message: What libpq says, in one line and verbose, such as `…: FATAL:  3D000: database "a" does not exist; LOCATION: …`.
    init(connecting message: String) {
        let parts = message.split(separator: "; ").filter { !$0.hasPrefix("LOCATION:") }
        let text = parts.joined(separator: "; ")
        for part in text.split(separator: ":") {
            let word = part.drop { $0 == " " }
            guard word.utf8.count == 5, word.utf8.allSatisfy({ (48...57).contains($0) || (65...90).contains($0) }),
                word.utf8.contains(where: { (48...57).contains($0) })
            else { continue }
            self.init(kind: .turnedAway(String(word)), message: text.replacing(" \(word):", with: ""))
            return
        }
        self.init(kind: .unreachable, message: text)
    }
}
