internal import Addresses
package import ErrorReporting
internal import FoundationEssentials
internal import Hashing

/// Where runs are recorded, the same for every front end.
package enum RecordPlace: Sendable, Hashable {
    /// A file on this machine.
    case file(String)
    /// A database, by its address, and a directory of this machine for what is not in it.
    case database(String, directory: String)

    /// Chooses the place: the given one, else `RUNNER_STORE`, else `RUNNER_STATE`, else a file in the user's own directories.
    ///
    /// - Parameters:
    ///   - given: From an option named `option`: a path, or the address of a database.
    ///   - option: The option.
    ///   - isArgument: Whether it was an argument of the program, which all users of the machine can see.
    ///   - environment: The environment.
    /// - Returns: A place; a path is absolute.
    /// - Throws: `RunnerError`: `usage` for an empty path or an address with a password that others can see, `configuration` when
    ///   there is no place of the user's own.
    package static func chosen(
        given: String?,
        option: String,
        isArgument: Bool = true,
        environment: [String: String]
    ) throws(RunnerError) -> RecordPlace {
        if given?.isEmpty == true {
            throw RunnerError(.usage, "\(option) is empty", help: "give a file or a database, or omit it")
        }
        if let given, isArgument, DatabaseAddress.holdsPassword(given) {
            throw RunnerError(
                .usage,
                "the address given with \(option) contains a password, which every user of this machine can see",
                help: "put the password into ~/.pgpass or PGPASSWORD, or the whole address into RUNNER_STORE"
            )
        }
        let named = [given, environment["RUNNER_STORE"]].compactMap(\.self).first { !$0.isEmpty }
        if let named, DatabaseAddress.isAddress(named) {
            let beside = try file(environment, option).directory
            let name = try digest(of: DatabaseAddress.withoutPassword(named))
            return .database(named, directory: "\(beside)/databases/\(name)")
        }
        if let named { return .file(FilePath.absolute(named)) }
        return .file(try file(environment, option))
    }

    /// The file that is meant when nothing names another.
    private static func file(_ environment: [String: String], _ option: String) throws(RunnerError) -> String {
        if let file = environment["RUNNER_STATE"], !file.isEmpty { return FilePath.absolute(file) }
        if let general = environment["XDG_STATE_HOME"], general.hasPrefix("/") {
            return "\(general)/runner/runs.sqlite"
        }
        if let home = environment["HOME"], home.hasPrefix("/") {
            return "\(home)/.local/state/runner/runs.sqlite"
        }
        throw RunnerError(
            .configuration,
            "there is no place for the record of runs: neither HOME nor XDG_STATE_HOME is set",
            help: "choose a file that only you can read with \(option) or RUNNER_STATE"
        )
    }

    private static func digest(of address: String) throws(RunnerError) -> Substring {
        do {
            return try SHA256.digest(of: address).hex.prefix(16)
        } catch {
            throw RunnerError(.configuration, "\(error)", help: nil)
        }
    }

    /// The place as it may be shown: a path, or an address without a password.
    package var shown: String {
        switch self {
        case .file(let path): path
        case .database(let address, _): DatabaseAddress.withoutPassword(address)
        }
    }

    /// The directory of this machine for what belongs to the store and is not in it.
    package var directory: String {
        switch self {
        case .file(let path): path.directory
        case .database(_, let directory): directory
        }
    }

    /// Whether there may be something to read; a file is created by the first run.
    package var exists: Bool {
        switch self {
        case .file(let path): FileManager.default.fileExists(atPath: path)
        case .database: true
        }
    }
}

/// The address of a database, as text.
package enum DatabaseAddress {
    /// Whether a text is such an address, and not a path.
    package static func isAddress(_ text: String) -> Bool {
        text.hasPrefix("postgres://") || text.hasPrefix("postgresql://")
    }

    /// The address without passwords; a path stays as it is.
    static func withoutPassword(_ text: String) -> String {
        isAddress(text) ? AddressPassword.removed(from: text) : text
    }

    static func holdsPassword(_ text: String) -> Bool { withoutPassword(text) != text }
}

extension String {
    /// The directory of an absolute path.
    fileprivate var directory: String { split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } }
}
