import Diagnostics
import Foundation
import Glibc
import TestSupport
import Testing
import Validation

struct ManifestSearchTests {
    private let directory: TestDirectory

    init() throws {
        directory = try TestDirectory()
    }

    /// What a search of paths in the directory finds, without the directory's own path.
    private func search(_ paths: String...) -> (manifests: [String], problems: [String]) {
        let search = ManifestSearch(paths.map { $0.isEmpty ? directory.path : "\(directory.path)/\($0)" })
        return (search.manifests.map(short), search.problems.map { short($0.description) })
    }

    private func short(_ text: String) -> String {
        text.replacing(directory.path + "/", with: "").replacing(directory.path, with: ".")
    }

    private func link(_ path: String, to target: String) {
        #expect(symlink(target, "\(directory.path)/\(path)") == 0)
    }

    @Test func `a tree is walked at any depth, hidden directories left out`() throws {
        for path in [
            "b/inf.yml", "a/inf.yml", "a/deep/er/inf.yml", ".git/x/inf.yml", "b/.build/inf.yml", "b/other.yml",
        ] {
            try directory.write(path, "name: x\n")
        }
        #expect(search("").manifests == ["a/deep/er/inf.yml", "a/inf.yml", "b/inf.yml"])
        #expect(search("").problems == [])
    }

    @Test func `many directories are found in the order of one, however many processors read them`() throws {
        let paths = (0..<200).map { "\($0 % 7)/x\($0)/\($0 % 3 == 0 ? "deep/" : "")inf.yml" }
        for path in paths { try directory.write(path, "name: x\n") }
        // Of two links to one file, the one counts that comes first when directory after directory is walked.
        let outside = try TestDirectory()
        try outside.write("inf.yml", "name: x\n")
        link("1/late", to: outside.path)
        link("0/x0/deep/first", to: outside.path)
        #expect(search("").manifests == (paths + ["0/x0/deep/first/inf.yml"]).sorted())
    }

    @Test func `a file is found once, however many paths lead to it`() throws {
        try directory.write("b/inf.yml", "name: x\n")
        link("a", to: "b")
        link("b/again", to: ".")
        link("b/up", to: "..")
        try directory.write("c/x", "")
        link("c/inf.yml", to: "../b/inf.yml")
        #expect(search("").manifests == ["b/inf.yml"])
        #expect(search("b", "", "b/inf.yml", "b/./").manifests == ["b/inf.yml"])
        #expect(search("b", "", "b/inf.yml", "b/./").problems == [])
    }

    @Test func `a link is followed to a model and never to a tree`() throws {
        let outside = try TestDirectory()
        try outside.write("model/inf.yml", "name: x\n")
        try directory.write("a/inf.yml", "name: y\n")
        link("linked", to: "\(outside.path)/model")
        link("tree", to: outside.path)
        #expect(search("").manifests == ["a/inf.yml", "linked/inf.yml"])
        #expect(search("tree").manifests == ["tree/model/inf.yml"])
    }

    @Test func `links in a circle and links to nowhere end the search of nothing else`() throws {
        try directory.write("a/inf.yml", "name: x\n")
        link("loop", to: "loop")
        link("gone", to: "nowhere")
        link("a/sub", to: "../a")
        try FileManager.default.createDirectory(atPath: "\(directory.path)/b", withIntermediateDirectories: false)
        link("b/inf.yml", to: "inf.yml")
        #expect(search("").manifests == ["a/inf.yml", "b/inf.yml"])
        #expect(
            search("loop", "a").problems == [
                "loop:1:1: error: cannot be read: symbolic links form a loop [unreadable-file]"
            ]
        )
    }

    @Test func `a pipe and a directory of the manifest's name are found and not opened`() throws {
        try directory.write("directory/inf.yml/inf.yml", "name: x\n")
        try directory.write("pipe/x", "")
        #expect(mkfifo("\(directory.path)/pipe/inf.yml", 0o600) == 0)
        #expect(search("").manifests == ["directory/inf.yml", "pipe/inf.yml"])
    }

    @Test func `a path that is not there is named, the others are searched`() throws {
        try directory.write("a/inf.yml", "name: x\n")
        let (manifests, problems) = search("nowhere", "a", "a/inf.yml/x")
        #expect(manifests == ["a/inf.yml"])
        #expect(
            problems == [
                "nowhere:1:1: error: no such file or directory [unreadable-file]",
                "a/inf.yml/x:1:1: error: cannot be read: Not a directory (20) [unreadable-file]",
            ]
        )
    }

    @Test func `a directory without manifests is a finding`() throws {
        try directory.write("a/b/other.yml", "")
        link("a/b/inf", to: "nowhere")
        #expect(search("a").problems == ["a:1:1: error: there is no 'inf.yml' in the directory [unreadable-file]"])
    }

    @Test func `a name that is not UTF-8 is a finding`() throws {
        try directory.write("a/inf.yml", "name: x\n")
        let name: [CChar] = Array("\(directory.path)/b".utf8CString.dropLast()) + [CChar(bitPattern: 0xFF), 0]
        #expect(mkdir(name, 0o700) == 0)
        #expect(search("").problems == ["b\u{FFFD}:1:1: error: the name is not UTF-8 [unreadable-file]"])
        #expect(search("").manifests == ["a/inf.yml"])
        rmdir(name)
    }

    @Test func `directories as deep as a path can be are walked and then reported`() throws {
        var path = directory.path
        while mkdir(path + "/" + String(repeating: "d", count: 200), 0o700) == 0 {
            path += "/" + String(repeating: "d", count: 200)
        }
        // One deeper than any path can name.
        let descriptor = open(path, O_RDONLY | O_DIRECTORY)
        #expect(mkdirat(descriptor, String(repeating: "e", count: 200), 0o700) == 0)
        let problems = ManifestSearch([directory.path]).problems
        #expect(problems.map(\.message) == ["the directory cannot be searched: its path is too long"])
        #expect(unlinkat(descriptor, String(repeating: "e", count: 200), AT_REMOVEDIR) == 0)
        close(descriptor)
    }

    @Test func `the working directory's own path does not show`() throws {
        #expect(ManifestSearch(["./nowhere//x/"]).problems.map(\.location.path) == ["nowhere/x"])
        #expect(ManifestSearch(["//nowhere/./x"]).problems.map(\.location.path) == ["/nowhere/x"])
    }

    @Test func `a manifest with another ending is reported, unless there is a right one`() throws {
        for path in ["a/inf.yaml", "b/INF.yml", "c/inf.yaml", "c/inf.yml"] { try directory.write(path, "name: x\n") }
        let found = search("")
        #expect(found.manifests == ["c/inf.yml"])
        #expect(
            found.problems == [
                "a/inf.yaml:1:1: warning: 'inf.yaml' is not read: a manifest is named 'inf.yml' [unreadable-file]",
                "b/INF.yml:1:1: warning: 'INF.yml' is not read: a manifest is named 'inf.yml' [unreadable-file]",
            ]
        )
        #expect(search("a").problems.count == 2)
    }
}
