import Foundation
import InferenceKit
import RunRows
import RunStore
import RunStoreFixtures
import TestSupport

@testable import PostgresRunStore

/// A new store on the shared server, and what is needed to open it again in other ways.
struct PostgresFixture {
    let address: String
    let database: PostgresRunDatabase
    /// The name of the database.
    let name: String

    init() async throws {
        address = try await PostgresServer.newDatabase()
        name = String(address.split(separator: "?")[0].split(separator: "/").last ?? "")
        database = try await Self.open(address)
    }

    /// The directory of the server's socket.
    var directory: String { String(address.split(separator: "=").last ?? "") }

    /// Opens a store.
    static func open(
        _ address: String,
        clock: PostgresRunDatabase.Clock = .database,
        limits: PostgresLimits = PostgresLimits()
    ) async throws -> PostgresRunDatabase {
        try await PostgresRunDatabase(
            address: PostgresAddress(address, environment: [:]),
            localDirectory: "/nonexistent",
            redactor: Redactor(),
            clock: clock,
            limits: limits
        )
    }

    /// Records a run that this process drives.
    func begin(_ run: Run = .sample(at: Date())) async throws -> RunLease {
        try await database.create(run, owner: .current, budget: nil)
    }

    /// Lets all leases end, as if a minute had passed at the database.
    func expireLeases() async throws {
        try await database.write { try $0.run("UPDATE leases SET expires = expires - 61000 WHERE host IS NOT NULL") }
    }
}
