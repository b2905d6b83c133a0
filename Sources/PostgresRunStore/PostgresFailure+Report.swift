internal import RunStore

/// Errors about the database of a store.
extension RunStoreError {
    private static let document = "see docs/fleet.md"

    /// The database has migrations that this program does not know.
    static func newerVersion(_ address: PostgresAddress) -> RunStoreError {
        RunStoreError(
            .newerVersion,
            "the store of runs '\(address)' was written by a newer version of runner",
            help: "update runner on this machine; \(document)"
        )
    }

    /// Translates any error of a database access.
    ///
    /// - Parameters:
    ///   - error: What was thrown.
    ///   - address: Where the database is.
    init(_ error: any Error, at address: PostgresAddress) {
        if let error = error as? RunStoreError {
            self = error
        } else if let error = error as? PostgresFailure {
            self.init(failure: error, at: address)
        } else {
            self.init(
                .unusable,
                "the store of runs '\(address)' is damaged: \(error)",
                help: "restore it from a backup; \(Self.document)"
            )
        }
    }

    private init(failure: PostgresFailure, at address: PostgresAddress) {
        switch failure.kind {
        case .unreachable:
            self.init(
                .unusable,
                "the database '\(address)' cannot be reached: \(failure.message)",
                help: Self.help(forUnreachable: failure.message)
            )
        case .turnedAway(let state):
            self.init(
                .unusable,
                "the database '\(address)' cannot be used: \(failure.message)",
                help: Self.help(forTurnedAway: state)
            )
        case .lost:
            self.init(
                .unusable,
                "the connection to the database '\(address)' was lost: \(failure.message)",
                help: "check the server and the network, then try again; nothing that was recorded is lost"
            )
        case .undecided:
            self.init(
                .unusable,
                "the connection to the database '\(address)' was lost while a change was committed, and whether it was "
                    + "made cannot be looked up: \(failure.message)",
                help: "'runner runs list' shows what was recorded once the database can be reached"
            )
        case .refused(let state): self.init(refused: state, failure.message, at: address)
        }
    }

    private init(refused state: String, _ message: String, at address: PostgresAddress) {
        let (what, help): (String, String) =
            switch state {
            case "42501", "42P01", "3F000":
                (
                    "the database '\(address)' does not allow it: \(message)",
                    "grant the role what it needs, or migrate the store as its owner first; \(Self.document)"
                )
            case "53100":
                (
                    "the disk of the database '\(address)' is full: \(message)",
                    "free some space there; nothing that was recorded is lost"
                )
            case "55P03", "40P01", "40001":
                (
                    "another process has locked the store of runs '\(address)': \(message)",
                    "try again; if the error persists, look for long transactions in pg_stat_activity"
                )
            case "57014":
                (
                    "the database '\(address)' took too long: \(message)",
                    "check its load, and look for long transactions in pg_stat_activity"
                )
            case "25006":
                (
                    "the database '\(address)' only allows reading: \(message)",
                    "use the address of the primary server, or of all servers: postgres://HOST1,HOST2/DATABASE"
                )
            case _ where state.hasPrefix("53") || state.hasPrefix("57P"):
                (
                    "the database '\(address)' cannot be used now: \(message)",
                    "try again; if the error persists, check the log of the server"
                )
            default:
                (
                    "the database '\(address)' refused a change: \(message) (\(state))",
                    "this is a bug in runner; please report it"
                )
            }
        self.init(.unusable, what, help: help)
    }

    private static func help(forUnreachable message: String) -> String {
        let words = message.lowercased()
        if words.contains("certificate") || words.contains("ssl") {
            return
                "give the server a certificate, and name its certificate authority with sslrootcert=FILE in the address; \(document)"
        }
        if words.contains("no password") {
            return "put the password into PGPASSWORD or ~/.pgpass"
        }
        return "check that the server runs and that its address is right"
    }

    private static func help(forTurnedAway state: String) -> String {
        switch state {
        case "28P01", "28000":
            "check the user and its password, which belongs in PGPASSWORD or ~/.pgpass; \(document)"
        case "3D000": "create it: createdb --owner ROLE NAME; \(document)"
        case "42501": "let the role connect: GRANT CONNECT ON DATABASE NAME TO ROLE"
        default: "try again; if the error persists, check the log of the server"
        }
    }
}
