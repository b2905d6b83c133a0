import Foundation
import ModelSupply
import RecordStores
import RunStore
import TestSupport
import Testing

/// Paid answers wait in a directory of this machine, which must not depend on how the address of the database is spelled.
struct DatabaseDirectoryTests {
    private let directory: TestDirectory

    init() throws { directory = try TestDirectory() }

    @Test func `one database has one directory, whatever its address looks like`() async throws {
        let address = try await PostgresServer.newDatabase()
        let other = try await PostgresServer.newDatabase()
        var paths: [String] = []
        for given in [
            address, address.replacing("postgres://", with: "postgresql://"), "\(address)&application_name=x", other,
        ] {
            let place = try RecordPlace.chosen(
                given: given,
                option: "--store",
                environment: ["RUNNER_STATE": "\(directory.path)/runs.sqlite"]
            )
            let opened = try await OpenedStore(place, environment: [:])
            paths.append(opened.database.answersPath)
            #expect(opened.database.filesDirectory.map { $0.dropLast(4) } == opened.database.answersPath.dropLast(7))
        }
        #expect(paths[0].hasPrefix("\(directory.path)/databases/") && paths[0] == paths[1] && paths[0] == paths[2])
        #expect(paths[3] != paths[0])
    }

    @Test func `what waits in the directories of an earlier version is found`() throws {
        let parent = "\(directory.path)/databases"
        try directory.write("databases/one/answers/run.1/answers/7", "first")
        try directory.write("databases/two/answers/run.2/answers/8", "second")
        for old in ["one", "two", "three", "two"] {
            #expect(DatabaseDirectory.path(ofStore: "1d", addressed: "\(parent)/\(old)") == "\(parent)/1d")
        }
        #expect(try directory.names(in: "databases/1d/answers") == ["run.1", "run.2"])
        #expect(try directory.read("databases/1d/answers/run.1/answers/7") == "first")
        #expect(try directory.read("databases/1d/answers/run.2/answers/8") == "second")
        // Whoever removes the directory of the earlier version must not keep later answers from being written.
        for old in ["one", "two"] { try FileManager.default.removeItem(atPath: "\(parent)/\(old)") }
        let path = DatabaseDirectory.path(ofStore: "1d", addressed: "\(parent)/one")
        try directory.write("databases/1d/answers/run.3/answers/9", "third")
        #expect(path == "\(parent)/1d")
    }
}
