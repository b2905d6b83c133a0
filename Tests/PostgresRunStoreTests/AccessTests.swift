import Foundation
import InferenceKit
import RunRows
import RunStore
import RunStoreFixtures
import TestSupport
import Testing

@testable import PostgresRunStore

/// Who may do what, and how a database is reached safely.
struct AccessTests {
    /// A server with TLS and passwords on a port, as others on the network see it.
    private static let server = Task {
        let port = try #require(freePort())
        return try await PostgresServer.start(
            port: port,
            settings: ["ssl=on", "max_connections=30"],
            prepare: """
                openssl req -new -x509 -days 2 -nodes -subj /CN=db.example -addext subjectAltName=DNS:db.example \
                    -keyout data/server.key -out data/server.crt && chmod 600 data/server.key &&
                cp data/server.crt . &&
                printf 'local all all trust\\nhostssl all all 127.0.0.1/32 scram-sha-256\\n' > data/pg_hba.conf
                """
        )
    }

    private static func freePort() -> Int? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                guard bind(descriptor, generic, length) == 0, getsockname(descriptor, generic, &length) == 0 else {
                    return nil
                }
                return Int(UInt16(bigEndian: pointer.pointee.sin_port))
            }
        }
    }

    /// The statements of the documentation, with the passwords of this test.
    private static func setup(_ database: String) throws -> String {
        let page = try TestDirectory.text("\(Project.directory)/docs/fleet.md")
        let parts = page.split(separator: "```")
        let block = try #require(parts.first { $0.hasPrefix("sql\n") })
        return String(block.dropFirst(4)).replacing("DATABASE runs", with: "DATABASE \(database)")
            .replacing("\\connect runs", with: "\\connect \(database)")
            .replacing("choose one", with: "own3r-t0ken").replacing("choose another", with: "us3r-t0ken")
    }

    @Test func `the documented role suffices for everything but migrations, over TLS`() async throws {
        let server = try await Self.server.value
        let directory = try TestDirectory()
        let made = try await run(
            "/usr/lib/postgresql/15/bin/psql",
            [
                "-h", server.directory, "-p", "\(server.port ?? 0)", "-U", "runner", "-d", "postgres", "-X", "-q", "-v",
                "ON_ERROR_STOP=1", "-f",
                try directory.write(
                    "setup.sql",
                    // The role that this server was made with has the name that the documentation uses.
                    try Self.setup("shared").replacing("CREATE ROLE runner LOGIN", with: "CREATE ROLE worker LOGIN")
                        .replacing("TO runner;", with: "TO worker;")
                ),
            ]
        )
        #expect(made.status == 0, "\(made.summary)")
        func address(_ user: String, _ host: String = "db.example", _ more: String = "") -> String {
            "postgres://\(user)@\(host):\(server.port ?? 0)/shared?hostaddr=127.0.0.1\(more)"
        }
        let certificate = "&sslrootcert=\(server.directory)/server.crt"
        // Before the owner has made the tables.
        let early = await #expect(throws: RunStoreError.self) {
            try await PostgresFixture.open(address("worker:us3r-t0ken", "db.example", certificate))
        }
        #expect(early?.message.contains("permission denied") == true, "\(early?.message ?? "")")
        #expect(early?.help?.contains("migrate the store as its owner first") == true)
        let owner = try await PostgresFixture.open(address("runner_owner:own3r-t0ken", "db.example", certificate))
        #expect(try await owner.count(RunFilter()) == 0)

        let database = try await PostgresFixture.open(address("worker:us3r-t0ken", "db.example", certificate))
        try await Self.useAll(of: database)
        let remarks = await database.examine()
        #expect(remarks.first?.message.hasSuffix("schema \(Migrations.all.count), encrypted") == true, "\(remarks)")
        #expect(!remarks.contains { $0.message.contains("superuser") }, "\(remarks)")
        #expect(!remarks.description.contains("t0ken"))
        let denied = await #expect(throws: PostgresFailure.self) {
            try await database.pool.withMember { member in
                try member.transaction(isWrite: true) { try $0.run("DROP TABLE runs") }
            }
        }
        #expect(denied?.kind == .refused("42501"))

        // The server has to prove its name, and its authority has to be known.
        for (wrong, word) in [
            (address("worker:us3r-t0ken", "other.example", certificate), "other.example"),
            (address("worker:us3r-t0ken"), "certificate"),
        ] {
            var limits = PostgresLimits()
            limits.opening = .zero
            let error = await #expect(throws: RunStoreError.self) {
                try await PostgresFixture.open(wrong, limits: limits)
            }
            #expect(error?.message.contains(word) == true, "\(error?.message ?? "")")
            #expect(error?.help?.contains("sslrootcert=FILE") == true, "\(error?.help ?? "")")
            #expect(error?.description.contains("t0ken") == false)
        }
        // A wrong password is reported at once, and not repeated.
        let start = ContinuousClock.now
        let error = await #expect(throws: RunStoreError.self) {
            try await PostgresFixture.open(address("worker:wr0ng-t0ken", "db.example", certificate))
        }
        #expect(ContinuousClock.now - start < .seconds(4))
        #expect(error?.message.contains("password authentication failed") == true, "\(error?.message ?? "")")
        #expect(error?.description.contains("t0ken") == false)
        let lax = try await PostgresFixture.open(address("worker:us3r-t0ken", "db.example", "&sslmode=require"))
        let warnings = await lax.examine().filter(\.isWarning)
        #expect(
            warnings.contains {
                $0.message == "with sslmode=require, the connection does not verify the server's identity"
            }
        )
    }

    @Test func `through PgBouncer in transaction mode everything works but notifications`() async throws {
        let fixture = try await PostgresFixture()
        let port = try #require(Self.freePort())
        let directory = try TestDirectory()
        let settings = try directory.write(
            "pgbouncer.ini",
            """
            [databases]
            \(fixture.name) = host=\(fixture.directory) user=runner
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = \(port)
            unix_socket_dir =
            auth_type = any
            pool_mode = transaction
            default_pool_size = 3
            """
        )
        chmod(directory.path, 0o755)
        let isRoot = geteuid() == 0
        let process = Process()
        process.executableURL = URL(filePath: isRoot ? "/usr/bin/setpriv" : "/usr/sbin/pgbouncer")
        let own = ["--reuid=postgres", "--regid=postgres", "--clear-groups", "--pdeathsig=KILL", "/usr/sbin/pgbouncer"]
        process.arguments = (isRoot ? own : []) + ["-q", settings]
        process.standardError = FileHandle.nullDevice
        try process.run()
        defer { process.terminate() }
        let database = try await PostgresFixture.open("postgres://runner@127.0.0.1:\(port)/\(fixture.name)")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { try await Self.useAll(of: database) } }
            try await group.waitForAll()
        }
        #expect(try await contradictions(in: database) == [])
        let remarks = await database.examine()
        #expect(remarks.contains { $0.isWarning && $0.message.contains("there is a pooler") }, "\(remarks)")
        let direct = await fixture.database.examine()
        #expect(!direct.contains { $0.message.contains("there is a pooler") }, "\(direct)")
    }

    @Test(arguments: [
        ("postgres://a@db.example/runs", "verify-full"), ("postgres://a@db.example/runs?sslmode=require", "require"),
        ("postgres://a@/runs?host=/run/postgresql", nil), ("postgres://localhost/runs", nil),
        ("postgres://127.0.0.1/runs", nil), ("postgres://[::1]/runs", nil),
        ("postgres://localhost,db.example/runs", "verify-full"),
        ("postgres://localhost/runs?hostaddr=10.0.0.1", "verify-full"),
    ])
    func `beyond this machine a server has to prove who it is`(address: String, mode: String?) throws {
        let address = try PostgresAddress(address, environment: [:])
        #expect(address.parameters["sslmode"] == mode)
        #expect(address.isLocal == (mode == nil))
        #expect(
            address.parameters["sslrootcert"] == (mode == "verify-full" ? "/etc/ssl/certs/ca-certificates.crt" : nil)
        )
    }

    @Test func `an address is shown without its password, and a wrong one not at all`() throws {
        let address = try PostgresAddress("postgres://ada:s3cret-t0ken@db.example:6432/runs", environment: [:])
        #expect(address.description == "postgres://ada@db.example:6432/runs")
        #expect(address.withoutPassword("failed for s3cret-t0ken") == "failed for <redacted>")
        let error = #expect(throws: RunStoreError.self) {
            try PostgresAddress("postgres://ada:s3cret-t0ken@db.example:6432/runs?nonsense=1", environment: [:])
        }
        #expect(error?.description.contains("t0ken") == false)
    }

    /// Does with a store what front ends and workers do.
    private static func useAll(of database: PostgresRunDatabase) async throws {
        var run = Run.sample(at: Date())
        (run.isEnqueued, run.caller, run.callerName) = (true, "ada", "\(run.id)")
        run.service.name = "example"
        let webhook = Webhook(run: run.id, url: "https://hook.example", created: Date(), caller: "ada")
        try await database.subscribe(webhook)
        let budget = RunBudget(usd: 1e6, since: .distantPast)
        let begun = try await database.create(run, owner: .current, budget: budget)
        try await database.update(.status(.processing), begun, at: Date())
        try await database.release(begun)
        let limit = ServiceLimit(account: "example", slots: 100, submissionsPerMinute: 1_000)
        let lease = try await database.acquire(run.id, for: .current, at: Date())
        #expect(try await database.takeSlot(limit, lease, at: Date()) == .taken)
        #expect(try await database.noteSubmission(limit, lease, at: Date()) == .taken)
        for phase in [StepRecord.Phase.began, .succeeded] {
            try await database.record(StepRecord(name: "submit", paid: true, phase: phase), lease, at: Date())
        }
        _ = try await database.renew(lease, at: Date())
        try await database.requestCancel(run.id)
        try await database.settle(at: Date())
        let message = WebhookMessage(
            id: "msg_\(run.id)",
            webhook: webhook,
            event: .completed,
            body: "{}",
            created: Date()
        )
        #expect(try await database.enqueue(message))
        _ = try await database.takeDueMessages(at: Date(), claim: .seconds(5), limit: 1)
        try await database.end(.success(), lease, at: Date())
        let claim = RunClaim(modelKeys: [run.model.key], count: 1)
        #expect(try await database.claim(claim, for: .current, at: Date()).isEmpty)
        _ = try await database.fleet(limit: 9)
        _ = try await database.charges(since: nil, by: .caller)
        _ = try await database.secret("key", orRecord: "candidate")
        _ = try await database.removeRuns(endedBefore: .distantPast, limit: 5)
        let file = ServerFile(
            id: "f\(run.id)",
            sha256: String(repeating: "a", count: 64),
            sizeBytes: 1,
            name: "a",
            contentType: "image/png",
            owner: "ada",
            created: Date(),
            expires: Date()
        )
        try await database.add(file)
        _ = try await database.removeFile(file.id, of: "ada")
        #expect(try await database.run(named: run.id.description).status == .succeeded)
    }
}
