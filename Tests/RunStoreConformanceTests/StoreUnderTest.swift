import Foundation
import InferenceKit
import PostgresRunStore
import RunStore
import RunStoreFixtures
import SQLiteRunStore
import TestSupport
import Testing

/// A kind of store; every test of this target runs with each of them.
///
/// A new store needs a value in ``all``, and passes the same tests.
struct StoreUnderTest: Sendable, CustomTestStringConvertible {
    /// The kinds of stores.
    static let all = [
        StoreUnderTest(testDescription: "SQLite") { directory in
            "\(directory)/state/runs.sqlite"
        } open: { address, redactor in
            try await SQLiteRunDatabase(path: address, redactor: redactor)
        },
        StoreUnderTest(testDescription: "PostgreSQL") { _ in
            try await PostgresServer.newDatabase()
        } open: { address, redactor in
            try await PostgresRunDatabase(
                address: PostgresAddress(address, environment: [:]),
                localDirectory: "/nonexistent",
                redactor: redactor,
                clock: .caller
            )
        },
    ]

    let testDescription: String
    /// Gives the address of a new store; a store that consists of files puts them into the directory.
    let newAddress: @Sendable (_ directory: String) async throws -> String
    /// Opens a store, also one that other connections and processes use.
    let open: @Sendable (_ address: String, _ redactor: Redactor) async throws -> any RunDatabase & ServerDatabase
}

/// A new store, and what is needed to write to it.
struct StoreFixture {
    let directory: TemporaryDirectory
    let address: String
    let database: any RunDatabase & ServerDatabase
    let start = Date.sample
    private let store: StoreUnderTest

    init(_ store: StoreUnderTest, secrets: [String] = []) async throws {
        self.store = store
        directory = try TemporaryDirectory()
        address = try await store.newAddress(directory.path)
        database = try await store.open(address, Redactor(secrets: secrets))
    }

    /// Opens the store once more, as another process would.
    func reopened() async throws -> any RunDatabase & ServerDatabase {
        try await store.open(address, Redactor())
    }

    /// A run, created some seconds after ``start``.
    func run(_ seconds: Double = 0, model: String = "bytedance/omnihuman-1-5", usd: Double? = 1.2) -> Run {
        Run.sample(at: start.addingTimeInterval(seconds), model: model, usd: usd)
    }

    /// Records a run that this process drives.
    func begin(_ run: Run) async throws -> RunLease {
        try await database.create(run, owner: .current, budget: nil)
    }

    /// Records a paid step and the phases that it goes through.
    func pay(_ lease: RunLease, _ phases: [StepRecord.Phase] = [.began, .succeeded], at time: Date? = nil) async throws
    {
        for phase in phases {
            let step = StepRecord(name: "submit", paid: true, phase: phase)
            try await database.record(step, lease, at: time ?? start)
        }
    }
}
