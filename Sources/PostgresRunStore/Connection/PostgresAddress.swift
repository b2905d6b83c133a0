internal import CPostgres
internal import FoundationEssentials
package import RunStore

/// Where a database is, and how it is reached safely.
///
/// The text is a URI as libpq takes it, <https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-CONNSTRING>. What it does not say comes
/// from libpq's own variables and files, such as `PGPASSWORD` and `~/.pgpass`.
package struct PostgresAddress: Sendable, CustomStringConvertible {
    /// What libpq gets.
    let parameters: [String: String]
    /// The user, the place and the name, without a password.
    package let description: String
    /// Whether everything stays on this machine.
    package let isLocal: Bool
    /// The TLS mode that was chosen by the user instead of `verify-full`; `nil` when none was.
    package let weakerMode: String?

    /// Whether a text is the address of a database, and not a path.
    package static func isAddress(_ text: String) -> Bool {
        text.hasPrefix("postgres://") || text.hasPrefix("postgresql://")
    }

    /// Reads an address.
    ///
    /// - Parameters:
    ///   - text: A URI that begins with `postgres://` or `postgresql://`.
    ///   - environment: The environment, from which libpq takes what the text does not say.
    /// - Throws: `store-unusable` when it cannot be read; the message does not repeat it, since it may hold a password.
    package init(_ text: String, environment: [String: String]) throws(RunStoreError) {
        var parameters = try Self.options(of: text)
        let functions = try LibPQ.functions()
        let usual = Self.values(functions.PQconndefaults(), functions)
        func value(_ name: String) -> String? { parameters[name] ?? usual[name] }

        let host = value("host") ?? ""
        let hosts = host.split(separator: ",").map(String.init) + (parameters["hostaddr"].map { [$0] } ?? [])
        let isLocal = parameters["service"] == nil && hosts.allSatisfy(Self.isThisMachine)
        let isSocket = host.hasPrefix("/") || host.hasPrefix("@")
        let place = host.isEmpty || isSocket ? "" : "\(host):\(value("port") ?? "5432")"
        description =
            "postgres://\(value("user").map { "\($0)@" } ?? "")\(place)/\(value("dbname") ?? value("user") ?? "")"
            + (isSocket ? "?host=\(host)" : "")
        self.isLocal = isLocal

        let chosen = parameters["sslmode"] ?? environment["PGSSLMODE"]
        if chosen == nil, !isLocal { parameters["sslmode"] = "verify-full" }
        let mode = chosen ?? (isLocal ? nil : "verify-full")
        weakerMode = isLocal || mode == "verify-full" ? nil : mode
        let home = environment["HOME"] ?? ""
        if mode?.hasPrefix("verify-") == true {
            let given = parameters["sslrootcert"] ?? environment["PGSSLROOTCERT"]
            let hasOwn = FileManager.default.fileExists(atPath: "\(home)/.postgresql/root.crt")
            // Before version 16, libpq does not know the system's certificates by a name.
            if given == nil && !hasOwn || given == "system" { parameters["sslrootcert"] = Self.systemCertificates }
        }
        // A half-open connection is noticed, and a standby is not taken for the server.
        for (name, setting) in [
            "keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "3", "tcp_user_timeout": "20000",
            "target_session_attrs": "read-write", "gssencmode": "disable", "client_encoding": "UTF8",
            "fallback_application_name": "runner",
        ] where parameters[name] == nil { parameters[name] = setting }
        self.parameters = parameters
    }

    /// Removes the password from a text.
    func withoutPassword(_ text: String) -> String {
        guard let password = parameters["password"], !password.isEmpty else { return text }
        return text.replacing(password, with: "<redacted>")
    }

    private static let systemCertificates = "/etc/ssl/certs/ca-certificates.crt"

    private static func isThisMachine(_ host: String) -> Bool {
        host.hasPrefix("/") || host.hasPrefix("@") || host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }

    private static func options(of text: String) throws(RunStoreError) -> [String: String] {
        let functions = try LibPQ.functions()
        var reason: UnsafeMutablePointer<CChar>?
        let options = functions.PQconninfoParse(text, &reason)
        defer { functions.PQfreemem(reason) }
        guard options != nil else {
            throw RunStoreError(
                .unusable,
                "the address of the PostgreSQL database cannot be read",
                help: "write postgres://USER@HOST:PORT/DATABASE, with special characters percent-encoded"
            )
        }
        return values(options, functions)
    }

    /// Takes over a list of options, and frees it.
    private static func values(
        _ options: UnsafeMutablePointer<PQconninfoOption>?,
        _ functions: cpostgres_functions
    ) -> [String: String] {
        defer { functions.PQconninfoFree(options) }
        var values: [String: String] = [:]
        var option = options
        while let present = option, let keyword = present.pointee.keyword {
            if let value = present.pointee.val { values[String(cString: keyword)] = String(cString: value) }
            option = present + 1
        }
        return values
    }
}
