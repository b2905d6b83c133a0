import ErrorReporting
import Glibc
import TestSupport
import Testing

@testable import ModelSupply

@Suite(.timeLimit(.minutes(1)))
struct DirectoryLockTests {
    private let directory: TestDirectory

    init() throws {
        directory = try TestDirectory()
    }

    @Test func `a lock is taken again once it is released`() throws {
        for _ in 0..<2 { try DirectoryLock(directory.path, patience: .zero).release() }
    }

    @Test func `a registry that stays locked is an error that names its holder`() throws {
        let held = try DirectoryLock(directory.path)
        defer { held.release() }
        let error = try #require(throws: RunnerError.self) {
            try ModelLockFile(registry: directory.path).whileAlone(patience: .milliseconds(50)) { _ in }
        }
        #expect(error.code.name == "registry-locked" && error.code.exitStatus == .unfinished)
        #expect(
            error.message.hasPrefix("the registry '\(directory.path)' is locked by process \(getpid()) ("),
            "\(error)"
        )
        #expect(error.help == "wait for it to finish, or stop it: kill \(getpid())")
    }

    @Test func `a wait for a lock ends when the task is canceled`() async throws {
        let held = try DirectoryLock(directory.path)
        defer { held.release() }
        let path = directory.path
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try ModelLockFile(registry: path).whileAlone(patience: .seconds(50)) { _ in }
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func `a registry that does not exist is an error`() {
        let error = #expect(throws: RunnerError.self) {
            try ModelLockFile(registry: "\(directory.path)/none").whileAlone { _ in }
        }
        #expect(error?.code == .configuration && error?.message.contains("cannot be opened") == true)
    }

    @Test func `the holder is found in the system's list`() throws {
        let list = """
            1: POSIX  ADVISORY  READ 4711 fe:00:12 0 EOF
            2: FLOCK  ADVISORY  WRITE 4712 fe:00:123 0 EOF
            3: FLOCK  ADVISORY  WRITE \(getpid()) fe:00:12 0 EOF
            3: -> FLOCK  ADVISORY  WRITE 4713 fe:00:12 0 EOF

            """
        let holder = try #require(LockHolder(locks: list, inode: 12))
        #expect(holder.process == getpid() && !holder.command.isEmpty)
        #expect(LockHolder(locks: list, inode: 13) == nil)
        // A process of another container has no number here.
        #expect(LockHolder(locks: "1: FLOCK  ADVISORY  WRITE 0 fe:00:12 0 EOF", inode: 12) == nil)
        #expect(LockHolder(locks: "", inode: 12) == nil)
    }
}
