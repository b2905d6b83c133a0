import Diagnostics
import FoundationEssentials
import ManifestChecks
import ModelManifest
import Testing

/// Manifests with the whole text that is said about them.
///
/// A new rule adds `Fixtures/err/NAME.yml`; `RECORD_SNAPSHOTS=1` writes its `.out`, and fails that run.
struct FixtureTests {
    @Test(arguments: try Fixture.all(in: "ok"))
    func `a good manifest is decoded without a finding`(_ fixture: Fixture) throws {
        let decoded = ManifestFile.decode(try fixture.bytes(), path: fixture.name)
        #expect(decoded.rendered() == "")
        #expect(decoded.manifest != nil)
    }

    @Test(arguments: try Fixture.all(in: "err"))
    func `a bad manifest is explained word for word`(_ fixture: Fixture) throws {
        let rendered = ManifestFile.decode(try fixture.bytes(), path: fixture.name).rendered()
        let expected = fixture.url.deletingPathExtension().appendingPathExtension("out")
        if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
            try Data(rendered.utf8).write(to: expected)
            Issue.record("recorded \(expected.lastPathComponent)")
        }
        #expect(rendered == String(decoding: try Data(contentsOf: expected), as: UTF8.self))
        #expect(!rendered.isEmpty)
    }

    @Test func `every rule that a short file can break has a fixture`() throws {
        let said = try Fixture.all(in: "err").flatMap { fixture in
            ManifestFile.decode(try fixture.bytes(), path: fixture.name).diagnostics.map(\.rule.id)
        }
        let unsaid = Set(ManifestRules.all.map(\.id)).subtracting(said).subtracting(
            (Rule.code + Rule.examples).map(\.id)
        )
        // Of these, four need a directory or other files; the others need a file that is too long to keep.
        #expect(
            unsaid == [
                "unreadable-file", "too-large", "too-many-findings", "directory-name", "duplicate-model",
                "module-name", "provider-spelling", "secret-spelling",
            ]
        )
    }

    @Test(arguments: try Fixture.all(in: "ok"))
    func `a manifest cut anywhere is explained and does not crash`(_ fixture: Fixture) throws {
        let bytes = try fixture.bytes()
        for count in 0..<bytes.count {
            let decoded = ManifestFile.decode(Array(bytes.prefix(count)), path: fixture.name)
            #expect(decoded.manifest != nil || decoded.hasErrors)
            _ = decoded.rendered()
        }
    }

    @Test(arguments: try Fixture.all(in: "ok"))
    func `a manifest with a byte replaced is explained and does not crash`(_ fixture: Fixture) throws {
        let bytes = try fixture.bytes()
        let intruders: [UInt8] = [0x00, 0x09, 0x0A, 0x20, 0x22, 0x26, 0x2A, 0x2D, 0x3A, 0x5B, 0x7B, 0x80, 0xEF, 0xFF]
        for index in bytes.indices where index % 2 == 0 {
            var broken = bytes
            broken[index] = intruders[index / 2 % intruders.count]
            let decoded = ManifestFile.decode(broken, path: fixture.name)
            #expect(decoded.manifest != nil || decoded.hasErrors)
            _ = decoded.rendered()
        }
    }
}

/// A manifest in `Fixtures`.
struct Fixture: CustomTestStringConvertible, Sendable {
    let url: URL

    var name: String { url.lastPathComponent }
    var testDescription: String { name }

    static func all(in directory: String) throws -> [Fixture] {
        let place = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(directory)")
        return try FileManager.default.contentsOfDirectory(atPath: place.path)
            .filter { $0.hasSuffix(".yml") }
            .sorted()
            .map { Fixture(url: place.appending(path: $0)) }
    }

    func bytes() throws -> [UInt8] {
        [UInt8](try Data(contentsOf: url))
    }
}
