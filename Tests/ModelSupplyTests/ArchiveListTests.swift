import ErrorReporting
import Testing

@testable import ModelSupply

struct ArchiveListTests {
    @Test(arguments: [
        ("-rw-r--r-- 0/0     12 2026-01-05 12:21:33 ./a b/c.yml", "a b/c.yml", 12),
        ("-rw-r--r-- 0/0 5 2026-01-05 12:21:33.5 a -> b", "a -> b", 5),
        ("hrw-r--r-- 0/0 0 2026-01-05 12:21:33 a link to b", "a", 0),
        ("lrwxrwxrwx 0/0 0 2026-01-05 12:21:33 x/a -> ../b", "x/a", 0),
    ])
    func `a line of the list gives a path and a length`(_ line: String, _ path: String, _ bytes: Int) throws {
        let entry = try ArchiveTree.entry(line)
        #expect(entry?.path == path && entry?.byteCount == bytes)
        #expect((entry?.kind == .file) == line.hasPrefix("-"))
    }

    @Test(arguments: [
        "", "nonsense", "-rw-r--r-- 0/0 12 2026-01-05 noon a", "-rw-r--r-- 0/0 x 2026-01-05 12:21:33 a",
        "-rw-r--r-- 0/0 12 1152921504606846976 inf.yml", "-rw-r--r-- 0/0 1 2026-01-05 12:21:33 /a",
        "-rw-r--r-- 0/0 1 2026-01-05 12:21:33 a/../b", "drwxr-xr-x 0/0 0 2026-01-05 12:21:33 ../a/",
        "lrwxrwxrwx 0/0 0 2026-01-05 12:21:33 a -> ..", "-rwsr-xr-x 0/0 1 2026-01-05 12:21:33 a",
    ])
    func `a line that cannot be trusted is refused`(_ line: String) {
        #expect(throws: RunnerError.self) { try ArchiveTree.entry(line) }
    }
}
