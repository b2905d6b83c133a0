internal import Dispatch
internal import Foundation
internal import Glibc
internal import Synchronization

/// A PostgreSQL server in a temporary directory, on a Unix socket there; it ends with this process, however that ends.
package final class PostgresServer: Sendable {
    /// The directory of the socket.
    package let directory: String
    /// The TCP port on 127.0.0.1; `nil` when there is none.
    package let port: Int?
    private let input: Int32
    private let databases = Mutex<[(name: String, created: ContinuousClock.Instant)]>([])

    /// The server that tests share when they do not stop it.
    private static let shared = Task { try await start() }

    /// Starts a server.
    ///
    /// - Parameters:
    ///   - port: A TCP port on 127.0.0.1; `nil` for none.
    ///   - settings: Settings for the server, such as `max_connections=5`.
    ///   - prepare: Commands for `sh` in the server's directory, before it starts.
    /// - Returns: The server.
    /// - Throws: When it does not start.
    package static func start(
        port: Int? = nil,
        settings: [String] = [],
        prepare: String = ""
    ) async throws -> PostgresServer {
        // It takes a second or more, in which other tests need their threads.
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "PostgresServer").async {
                continuation.resume(
                    with: Result { try PostgresServer(port: port, settings: settings, prepare: prepare) }
                )
            }
        }
    }

    private init(port: Int?, settings: [String], prepare: String) throws {
        var template = Array("/tmp/runner-pg-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw CocoaError(.fileWriteUnknown) }
        directory = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        self.port = port
        let listen = port.map { "listen_addresses=127.0.0.1 port=\($0)" } ?? "listen_addresses="
        let options =
            (["fsync=off", "full_page_writes=off", "max_connections=500", "shared_buffers=32MB"] + settings
            + listen.split(separator: " ").map(String.init)).map { "-c \($0)" }.joined(separator: " ")
        // The descriptors must not stay open in other programs that tests start.
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw CocoaError(.fileWriteUnknown) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        input = ends[1]
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", Self.script, "sh", directory, Self.programs, options, prepare, "\(port ?? 5432)"]
        process.standardInput = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
        process.standardOutput = output
        try process.run()
        let answer = output.fileHandleForReading.readData(ofLength: 5)
        guard answer == Data("ready".utf8) else {
            throw Failure(
                description: "PostgreSQL did not start: \((try? TestDirectory.text("\(directory)/log")) ?? "")"
            )
        }
    }

    deinit { close(input) }

    private static let programs = "/usr/lib/postgresql/15/bin"

    /// Starts a server, says so, and removes it when standard input ends.
    ///
    /// PostgreSQL refuses to run as root.
    private static let script = """
        trap '' INT TERM HUP
        directory=$1 programs=$2 options=$3 prepare=$4 port=$5
        as_owner=
        if [ "$(id -u)" = 0 ]; then
            chown postgres "$directory"
            as_owner="setpriv --reuid=postgres --regid=postgres --clear-groups"
        fi
        cd "$directory"
        $as_owner "$programs/initdb" -D data -U runner --auth=trust -E UTF8 --locale=C.UTF-8 --no-sync \\
            --no-instructions > log 2>&1 &&
        $as_owner sh -c "$prepare" >> log 2>&1 &&
        $as_owner "$programs/pg_ctl" -D data -l "$directory/server.log" -w -o "-k $directory $options" start >> log 2>&1 &&
        printf ready
        cat > /dev/null
        $as_owner "$programs/pg_ctl" -D data -m immediate -w stop > /dev/null 2>&1
        cd / && rm -rf "$directory"
        """

    /// The address of a database, on the Unix socket.
    ///
    /// - Parameters:
    ///   - database: The name of the database.
    ///   - user: The role.
    /// - Returns: The address.
    package func address(_ database: String, user: String = "runner") -> String {
        let port = port.map { "&port=\($0)" } ?? ""
        return "postgres://\(user)@/\(database)?host=\(directory)\(port)"
    }

    /// Creates an empty database on the shared server.
    ///
    /// - Returns: Its address.
    /// - Throws: When there is no server.
    package static func newDatabase() async throws -> String {
        let server = try await shared.value
        return server.address(try await server.newDatabase())
    }

    /// Creates an empty database.
    ///
    /// - Returns: Its name.
    /// - Throws: When it cannot be created.
    package func newDatabase() async throws -> String {
        let name = "test_\(UUID().uuidString.replacing("-", with: "").lowercased())"
        // A database takes 8 MB; one that no test is connected to any more is dropped. On a busy machine it may take a test a while to
        // connect to its own.
        let old = databases.withLock { databases -> [String] in
            defer { databases.append((name, .now)) }
            let settled = databases.prefix(4).filter { ContinuousClock.now - $0.created > .seconds(60) }
            guard databases.count > 40 else { return [] }
            defer { databases.removeFirst(settled.count) }
            return settled.map(\.name)
        }
        let created = try await psql("postgres", ["CREATE DATABASE \(name)"] + old.map { "DROP DATABASE \($0)" })
        guard created.errors.range(of: name) == nil else { throw Failure(description: created.summary) }
        return name
    }

    /// Executes statements, each in a transaction of its own.
    ///
    /// - Parameters:
    ///   - database: The name of the database.
    ///   - statements: The statements.
    /// - Returns: What `psql` printed, values only.
    /// - Throws: When it cannot be started.
    @discardableResult
    package func psql(_ database: String, _ statements: [String]) async throws -> ProgramRun {
        try await run(
            "\(Self.programs)/psql",
            ["-h", directory, "-p", "\(port ?? 5432)", "-U", "runner", "-d", database, "-X", "-A", "-t", "-q"]
                + statements.flatMap { ["-c", $0] }
        )
    }

    /// Restarts the server as after a crash.
    ///
    /// - Throws: When it does not start again.
    package func crash() async throws {
        let arguments = [
            "-D", "\(directory)/data", "-l", "\(directory)/server.log", "-m", "immediate", "-w", "restart",
        ]
        let restarted =
            try await geteuid() == 0
            ? run(
                "/usr/bin/setpriv",
                ["--reuid=postgres", "--regid=postgres", "--clear-groups", "\(Self.programs)/pg_ctl"] + arguments,
                in: directory
            ) : run("\(Self.programs)/pg_ctl", arguments, in: directory)
        guard restarted.status == 0 else { throw Failure(description: restarted.summary) }
    }

    private struct Failure: Error, CustomStringConvertible {
        var description: String
    }
}
