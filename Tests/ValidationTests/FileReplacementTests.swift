import Foundation
import Glibc
import TestSupport
import Testing

@testable import Validation

struct FileReplacementTests {
    private let folder: TestFolder
    private let path: String
    private let old = Array("name: a\n".utf8)
    private let new = Array("name: b\n".utf8)

    init() throws {
        folder = try TestFolder()
        path = try folder.write("inf.yml", old)
    }

    private func mode(_ path: String) -> mode_t {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode : 0
    }

    @Test(arguments: [0o600, 0o644, 0o755, 0o664] as [mode_t])
    func `the file is replaced and keeps its permissions`(_ permissions: mode_t) throws {
        chmod(path, permissions)
        try FileReplacement.replace(path, old, with: new)
        #expect(try folder.read("inf.yml") == "name: b\n")
        #expect(mode(path) & 0o7777 == permissions)
        #expect(try folder.names() == ["inf.yml"])
    }

    @Test func `a link stays and its file is replaced`() throws {
        try folder.write("x/y", "")
        #expect(symlink("../inf.yml", "\(folder.path)/x/inf.yml") == 0)
        try FileReplacement.replace("\(folder.path)/x/inf.yml", old, with: new)
        #expect(try folder.read("inf.yml") == "name: b\n")
        #expect(mode("\(folder.path)/x/inf.yml") & S_IFMT == S_IFLNK)
        #expect(try folder.names(in: "x") == ["inf.yml", "y"])
    }

    @Test(arguments: ["name: c\n", "name: a\nmore\n", "name: a", ""])
    func `a file that changed meanwhile is left alone`(_ text: String) throws {
        try folder.write("inf.yml", text)
        let failure = #expect(throws: FixFailure.self) { try FileReplacement.replace(path, old, with: new) }
        #expect(failure?.reason == "the file changed meanwhile")
        #expect(try folder.read("inf.yml") == text)
        #expect(try folder.names() == ["inf.yml"])
    }

    @Test func `a read-only file is left alone`() throws {
        chmod(path, 0o444)
        let failure = #expect(throws: FixFailure.self) { try FileReplacement.replace(path, old, with: new) }
        #expect(failure?.reason == "the file is read-only")
        #expect(try folder.read("inf.yml") == "name: a\n")
    }

    @Test func `a file that is gone is an error`() {
        let failure = #expect(throws: FixFailure.self) {
            try FileReplacement.replace("\(folder.path)/gone", old, with: new)
        }
        #expect(failure?.reason == "it does not exist")
    }
}
