import Glibc
import Processes
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct CompanionProcessTests {
    private func shell(_ script: String) -> CompanionProcess {
        CompanionProcess("/bin/sh", arguments: ["-c", script], environment: ["PATH": "/usr/bin:/bin"])
    }

    @Test func `a server is asked to end when the work is done`() async throws {
        let ending = try await shell("trap 'echo bye >&2; exit 5' TERM; echo ready; read -r line").serve(
            patience: .seconds(50)
        ) {
            line in line
        }
        #expect(ending.result == "ready" && ending.end == .exited(5) && ending.log == ["bye"])
    }

    @Test func `a server that ignores that is killed`() async throws {
        let ending = try await shell("trap '' TERM; echo ready; while :; do read -r line; sleep 600; done")
            .serve(patience: .milliseconds(200)) { $0 }
        #expect(ending.result == "ready" && ending.end == .signaled(SIGKILL))
    }

    @Test func `a server that does not start leaves its reason in the log`() async throws {
        let ending = try await shell("echo no port >&2; exit 2").serve(patience: .seconds(1)) { $0 }
        #expect(ending.result == "" && ending.end == .exited(2) && ending.log == ["no port"])
    }

    @Test func `a worker talks over its standard input and is killed afterwards`() async throws {
        var pair: [Int32] = [0, 0]
        #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
        let own = pair[0]
        let ending = try await shell("echo started; echo hello >&0; exec sleep 600").run(over: pair[1]) { _ in
            try? await onItsOwnThread {
                defer { close(own) }
                var bytes = [UInt8](repeating: 0, count: 6)
                let count = read(own, &bytes, 6)
                return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
            }
        }
        #expect(ending.result == "hello\n" && ending.end == .signaled(SIGKILL) && ending.log == ["started"])
    }

    @Test func `a program that does not exist is an error`() async throws {
        let program = CompanionProcess("/nonexistent", arguments: [], environment: [:])
        let error = await #expect(throws: ProcessError.self) { try await program.serve(patience: .seconds(1)) { $0 } }
        #expect(error?.code == .notStarted)
    }
}
