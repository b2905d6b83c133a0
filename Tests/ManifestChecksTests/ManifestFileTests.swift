import Diagnostics
import FoundationEssentials
import Glibc
import ManifestChecks
import ModelManifest
import Testing

struct ManifestFileTests {
    private func inTestDirectory(_ body: (String) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "manifest-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try body(directory)
    }

    private func onlyFinding(_ path: String) throws -> Diagnostic {
        let decoded = ManifestFile.read(path: path)
        #expect(decoded.manifest == nil)
        #expect(decoded.diagnostics.count == 1)
        return try #require(decoded.diagnostics.first)
    }

    @Test func `a file is read and decoded`() throws {
        try inTestDirectory { directory in
            try FileManager.default.createDirectory(atPath: "\(directory)/echo", withIntermediateDirectories: true)
            let path = "\(directory)/echo/inf.yml"
            let text = "name: echo\ndescription: Echoes.\ncategory: text\nkernel: swift-6\ninputs: {}\n"
            try Data(text.utf8).write(to: URL(filePath: path))
            let decoded = ManifestFile.read(path: path)
            #expect(decoded.rendered() == "")
            #expect(decoded.manifest?.fullName == "echo")
            #expect(ManifestFile.source(path: path)?.line(1) == "name: echo")
        }
    }

    @Test func `a missing file is a finding`() throws {
        try inTestDirectory { directory in
            let finding = try onlyFinding("\(directory)/inf.yml")
            #expect(finding.description == "\(directory)/inf.yml:1:1: error: no such file [unreadable-file]")
        }
    }

    @Test func `a directory is a finding`() throws {
        try inTestDirectory { directory in
            let finding = try onlyFinding(directory)
            #expect(finding.message == "a directory, not a file")
        }
    }

    @Test func `a named pipe is a finding and does not wait for a writer`() throws {
        try inTestDirectory { directory in
            try #require(mkfifo("\(directory)/inf.yml", 0o600) == 0)
            let finding = try onlyFinding("\(directory)/inf.yml")
            #expect(finding.message == "a named pipe, not a file")
        }
    }

    @Test func `a device is a finding`() throws {
        let finding = try onlyFinding("/dev/zero")
        #expect(finding.message == "not a regular file")
    }

    @Test func `a circle of symbolic links is a finding`() throws {
        try inTestDirectory { directory in
            try #require(symlink("\(directory)/inf.yml", "\(directory)/inf.yml") == 0)
            let finding = try onlyFinding("\(directory)/inf.yml")
            #expect(finding.message == "symbolic links form a loop")
        }
    }

    @Test func `a link is followed only in the directory of the manifest`() throws {
        try inTestDirectory { directory in
            try #require(mkdir("\(directory)/model", 0o700) == 0)
            try #require(symlink("/etc/passwd", "\(directory)/model/inf.yml") == 0)
            let finding = try onlyFinding("\(directory)/model/inf.yml")
            #expect(finding.message == "a symbolic link that leads out of the model's directory")
            #expect(ManifestFile.source(path: "\(directory)/model/inf.yml") == nil)
            try #require(symlink("model/inf.yml", "\(directory)/inf.yml") == 0)
            #expect(try onlyFinding("\(directory)/inf.yml").message == finding.message)
            try #require(unlink("\(directory)/model/inf.yml") == 0)
            try #require(symlink("own.yml", "\(directory)/model/inf.yml") == 0)
            close(open("\(directory)/model/own.yml", O_CREAT | O_WRONLY | O_CLOEXEC, 0o600))
            #expect(ManifestFile.source(path: "\(directory)/model/inf.yml") != nil)
        }
    }

    @Test func `an empty path and a path through a file are findings`() throws {
        let empty = try onlyFinding("")
        #expect(empty.rule.id == "unreadable-file")
        let finding = try onlyFinding("/dev/null/inf.yml")
        #expect(finding.message == "a part of the path is not a directory")
    }

    @Test func `a large file is refused without being read`() throws {
        try inTestDirectory { directory in
            let path = "\(directory)/inf.yml"
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
