import Glibc
import InferenceKit
import TestSupport
import Testing
import WorkerProtocol

@testable import ModelWorkers

/// What a run takes of the disk counts wherever it is.
struct RunFilesTests {
    private let directory: TestDirectory
    private let limits = {
        var limits = RunQuota.Limits()
        (limits.fileBytes, limits.answerBytes) = (8 << 20, 1 << 20)
        return limits
    }()

    init() throws {
        directory = try TestDirectory()
        for name in ["room/run/a", "answers/a"] { try directory.write(name, "a") }
    }

    private func excess(room: String? = nil, output: String = "out", worker: Int32 = 0) -> String? {
        let request = WorkerRequest(
            run: "1",
            input: [:],
            outputPaths: ["out": "\(directory.path)/\(output)"],
            scratchDirectory: "\(directory.path)/room/run",
            timeoutSeconds: 1
        )
        let answers = "\(directory.path)/answers"
        return RunFiles(of: request, limits, worker, room: room, answers: answers).excess()
    }

    private func create(_ name: String, bytes: off_t, isSparse: Bool = false) throws -> Int32 {
        let file = open("\(directory.path)/\(name)", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        try #require(file >= 0)
        try #require((isSparse ? ftruncate(file, bytes) : posix_fallocate(file, 0, bytes)) == 0)
        return file
    }

    @Test func `files beside the run's directory count`() throws {
        close(try create("room/b", bytes: 9 << 20))
        #expect(excess() == nil)
        #expect(excess(room: "\(directory.path)/room") == "the model has written more than 0 GB")
    }

    @Test func `open files without a name count`() throws {
        let file = try create("gone", bytes: 9 << 20)
        defer { close(file) }
        unlink("\(directory.path)/gone")
        #expect(excess() == nil)
        #expect(excess(worker: getpid()) == "the model has written more than 0 GB")
    }

    @Test func `the length of an output counts, holes included`() throws {
        close(try create("out", bytes: 9 << 20, isSparse: true))
        #expect(excess() == "the model has written more than 0 GB")
        #expect(excess(output: "other") == nil)
    }

    @Test func `answers to paid requests have a limit`() throws {
        #expect(excess() == nil)
        close(try create("answers/b", bytes: 2 << 20))
        #expect(excess() == "the model has written more than 0 GB of answers to paid requests")
    }

    @Test func `holes stay when a file is copied`() throws {
        let file = try create("sparse", bytes: 3 << 30, isSparse: true)
        defer { close(file) }
        try #require(pwrite(file, "begin", 5, 0) == 5)
        try #require(pwrite(file, "middle", 6, 1 << 30) == 6)
        let (from, to) = ("\(directory.path)/sparse", "\(directory.path)/copy")
        #expect(SparseCopy.copy(from, to: to, .creating, mostBytes: (3 << 30) - 1) == nil)
        #expect(access(to, F_OK) != 0, "a file that is too long is not copied at all")
        #expect(SparseCopy.copy(from, to: to, .creating, mostBytes: 3 << 30) == 3 << 30)
        var status = stat()
        #expect(stat(to, &status) == 0 && status.st_size == 3 << 30 && status.st_blocks * 512 < 1 << 20)
        let copy = open(to, O_RDONLY | O_CLOEXEC)
        defer { close(copy) }
        var bytes = [UInt8](repeating: 0, count: 6)
        #expect(pread(copy, &bytes, 6, 1 << 30) == 6 && bytes == Array("middle".utf8))
        #expect(pread(copy, &bytes, 6, 0) == 6 && bytes == Array("begin\0".utf8))
        #expect(SparseCopy.copy(from, to: to, .creating, mostBytes: 3 << 30) == nil, "nothing is replaced")
        symlink(from, "\(directory.path)/link")
        #expect(SparseCopy.copy("\(directory.path)/link", to: to, mostBytes: .max) == nil)
    }
}
