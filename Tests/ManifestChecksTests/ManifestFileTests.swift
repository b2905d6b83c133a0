import Diagnostics
import FoundationEssentials
import Glibc
import ManifestChecks
import ModelManifest
import Testing

struct ManifestFileTests {
    private func inTestFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "manifest-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private func onlyFinding(_ path: String) throws -> Diagnostic {
        let decoded = ManifestFile.read(path: path)
        #expect(decoded.manifest == nil)
        #expect(decoded.diagnostics.count == 1)
        return try #require(decoded.diagnostics.first)
    }

    @Test func `a file is read and decoded`() throws {
        try inTestFolder { folder in
            try FileManager.default.createDirectory(atPath: "\(folder)/echo", withIntermediateDirectories: true)
            let path = "\(folder)/echo/inf.yml"
            let text = "name: echo\ndescription: Echoes.\ncategory: text\nkernel: swift-6\ninputs: {}\n"
            try Data(text.utf8).write(to: URL(filePath: path))
            let decoded = ManifestFile.read(path: path)
            #expect(decoded.rendered() == "")
            #expect(decoded.manifest?.fullName == "echo")
            #expect(ManifestFile.source(path: path)?.line(1) == "name: echo")
        }
    }

    @Test func `a missing file is a finding`() throws {
        try inTestFolder { folder in
            let finding = try onlyFinding("\(folder)/inf.yml")
            #expect(finding.description == "\(folder)/inf.yml:1:1: error: no such file [unreadable-file]")
        }
    }

    @Test func `a directory is a finding`() throws {
        try inTestFolder { folder in
            let finding = try onlyFinding(folder)
            #expect(finding.message == "a directory, not a file")
        }
    }

    @Test func `a named pipe is a finding and does not wait for a writer`() throws {
        try inTestFolder { folder in
            try #require(mkfifo("\(folder)/inf.yml", 0o600) == 0)
            let finding = try onlyFinding("\(folder)/inf.yml")
            #expect(finding.message == "a named pipe, not a file")
        }
    }

    @Test func `a device is a finding`() throws {
        let finding = try onlyFinding("/dev/zero")
        #expect(finding.message == "not a regular file")
    }

    @Test func `a circle of symbolic links is a finding`() throws {
        try inTestFolder { folder in
            try #require(symlink("\(folder)/inf.yml", "\(folder)/inf.yml") == 0)
            let finding = try onlyFinding("\(folder)/inf.yml")
            #expect(finding.message == "symbolic links form a loop")
        }
    }

    @Test func `an empty path and a path through a file are findings`() throws {
        let empty = try onlyFinding("")
        #expect(empty.rule.id == "unreadable-file")
        let finding = try onlyFinding("/dev/null/inf.yml")
        #expect(finding.message == "a part of the path is not a directory")
    }

    @Test func `a large file is refused without being read`() throws {
        try inTestFolder { folder in
            let path = "\(folder)/inf.yml"
            let descriptor = open(path, O_CREAT | O_WRONLY, 0o600)
            try #require(descriptor >= 0)
            try #require(ftruncate(descriptor, 1 << 40) == 0)
            close(descriptor)
            let finding = try onlyFinding(path)
            #expect(finding.rule.id == "too-large")
        }
    }

    @Test func `a file whose size is not known in advance is read to its end`() throws {
        // Its size is 0, and a read gives a page at most, some 150 lines.
        let text = try #require(ManifestFile.source(path: "/proc/self/smaps"))
        #expect(text.lineCount > 500)
    }
}
