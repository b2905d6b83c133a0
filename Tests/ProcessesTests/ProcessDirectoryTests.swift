import Glibc
import Processes
import TestSupport
import Testing

/// Directories that end with their process, and what is in them.
@Suite(.timeLimit(.minutes(1)))
struct ProcessDirectoryTests {
    private let directory: TestDirectory

    init() throws {
        directory = try TestDirectory()
    }

    /// Makes a directory look as old as one that a killed process has left.
    private func age(_ path: String) {
        var times = [timespec(tv_sec: 1_000_000_000, tv_nsec: 0), timespec(tv_sec: 1_000_000_000, tv_nsec: 0)]
        utimensat(AT_FDCWD, path, &times, 0)
    }

    @Test func `what killed processes have left is removed, and nothing else`() throws {
        let beginning = "\(directory.path)/work-"
        let running = try ProcessDirectory(beginning)
        age(running.path)
        for name in ["work-killed", "work-shared", "work-young", "other"] {
            try directory.write("\(name)/file", "text")
            chmod("\(directory.path)/\(name)", name == "work-shared" ? 0o755 : 0o700)
            if name != "work-young" { age("\(directory.path)/\(name)") }
        }
        symlink("\(directory.path)/other", "\(directory.path)/work-link")
        let next = try ProcessDirectory(beginning)
        #expect(
            Set(try directory.names())
                == Set(["other", "work-link", "work-shared", "work-young", last(running.path), last(next.path)])
        )
        #expect(try directory.read("other/file") == "text")
        next.remove()
        #expect(try !directory.names().contains(last(next.path)))
    }

    private func last(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }

    @Test func `directories that are arranged to stay are removed as well`() throws {
        let path = "\(directory.path)/scratch"
        mkdir(path, 0o700)
        // Far deeper than a path can be long.
        var place = open(path, O_RDONLY | O_DIRECTORY)
        for _ in 0..<3_000 {
            mkdirat(place, "down", 0o700)
            let next = openat(place, "down", O_RDONLY | O_DIRECTORY)
            close(place)
            place = next
        }
        close(openat(place, "file", O_WRONLY | O_CREAT, 0o600))
        close(place)
        try directory.write("scratch/hidden/inner/file", "text")
        for name in ["hidden/inner", "hidden"] { chmod("\(path)/\(name)", 0o300) }
        mkdir("\(path)/none", 0)
        try directory.write("scratch/.moved-1/a/b", "text")
        symlink(directory.path, "\(path)/link")
        try directory.write("kept", "text")
        #expect(DirectoryContents.remove(path))
        #expect(try directory.names() == ["kept"])
    }

    @Test func `the contents of a directory are measured without following links`() throws {
        try directory.write("scratch/a", [UInt8](repeating: 1, count: 100_000))
        try directory.write("scratch/b/c", [UInt8](repeating: 1, count: 50_000))
        try directory.write("outside", [UInt8](repeating: 1, count: 900_000))
        symlink("\(directory.path)/outside", "\(directory.path)/scratch/link")
        let size = DirectoryContents.size(of: "\(directory.path)/scratch", mostFiles: 100)
        #expect(size.files == 4 && !size.isHidden)
        #expect((150_000..<250_000).contains(size.bytes), "\(size.bytes)")
        #expect(DirectoryContents.size(of: "\(directory.path)/scratch", mostFiles: 1).files == 2)
    }
}
