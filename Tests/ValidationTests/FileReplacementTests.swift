import Foundation
import Glibc
import TestSupport
import Testing

@testable import Validation

struct FileReplacementTests {
    private let directory: TestDirectory
    private let path: String
    private let old = Array("name: a\n".utf8)
    private let new = Array("name: b\n".utf8)

    init() throws {
        directory = try TestDirectory()
        path = try directory.write("inf.yml", old)
    }

    private func mode(_ path: String) -> mode_t {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode : 0
    }

    @Test(arguments: [0o600, 0o644, 0o755, 0o664] as [mode_t])
    func `the file is replaced and keeps its permissions`(_ permissions: mode_t) throws {
        chmod(path, permissions)
        try FileReplacement.replace(path, old, with: new)
        #expect(try directory.read("inf.yml") == "name: b\n")
        #expect(mode(path) & 0o7777 == permissions)
        #expect(try directory.names() == ["inf.yml"])
    }

    @Test func `a link stays and its file is replaced`() throws {
        try directory.write("x/y", "")
        #expect(symlink("../inf.yml", "\(directory.path)/x/inf.yml") == 0)
        try FileReplacement.replace("\(directory.path)/x/inf.yml", old, with: new)
        #expect(try directory.read("inf.yml") == "name: b\n")
        #expect(mode("\(directory.path)/x/inf.yml") & S_IFMT == S_IFLNK)
        #expect(try directory.names(in: "x") == ["inf.yml", "y"])
    }

    @Test(arguments: ["name: c\n", "name: a\nmore\n", "name: a", ""])
    func `a file that changed meanwhile is left alone`(_ text: String) throws {
        try directory.write("inf.yml", text)
        let failure = #expect(throws: FixFailure.self) { try FileReplacement.replace(path, old, with: new) }
        #expect(failure?.reason == "the file changed in the meantime")
        #expect(try directory.read("inf.yml") == text)
        #expect(try directory.names() == ["inf.yml"])
    }

    @Test func `a read-only file is left alone`() throws {
        chmod(path, 0o444)
        let failure = #expect(throws: FixFailure.self) { try FileReplacement.replace(path, old, with: new) }
        #expect(failure?.reason == "the file is read-only")
        #expect(try directory.read("inf.yml") == "name: a\n")
    }

    @Test func `a file that is gone is an error`() {
        let failure = #expect(throws: FixFailure.self) {
            try FileReplacement.replace("\(directory.path)/gone", old, with: new)
        }
        #expect(failure?.reason == "it does not exist")
    }
}
