import Foundation
import TestSupport
import Testing

/// What an emulator that belongs to one command sees of the user's environment.
struct EmulatorEnvironmentTests {
    @Test func `the emulator and ffmpeg get none of the user's keys`() async throws {
        let directory = try TestDirectory()
        let standIn = try directory.write(
            "bin/ffmpeg",
            """
            #!/bin/sh
            until [ -e '\(directory.path)/seen' ]; do sleep 0.01; done
            exec env PATH="${PATH#*:}" ffmpeg "$@"

            """
        )
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: standIn)
        let made = try await run(
            "runner",
            ["new", "sample", "--template", "vision", "--registry", "vision"],
            in: directory.path
        )
        #expect(made.status == 0, "\(made.summary)")
        let tested = try await run(
            "runner",
            ["test"],
            environment: [
                "PATH": "\(directory.path)/bin:\(baseEnvironment["PATH"] ?? "")", "RUNNER_POLL_INTERVAL": "0.05",
                "BYTEPLUS_ACCESS_KEY": "users-own", "BYTEPLUS_SECRET_KEY": "users-own", "OTHER_TOKEN": "users-own",
                "SSL_CERT_FILE": "/etc/ssl/certs/ca-certificates.crt",
            ],
            in: directory.path
        ) { runner in
            // However this ends, the stand-in goes on.
            defer { _ = try? directory.write("seen", "") }
            let emulator = try await waitForProgram("runner-emulator", startedBy: runner)
            let ffmpeg = try await waitForProgram("ffmpeg", startedBy: emulator)
            for process in [emulator, ffmpeg] {
                let seen = try await environment(of: process)
                #expect(!seen.contains { $0.contains("users-own") }, "\(seen)")
                #expect(seen.contains("LANG=C.UTF-8"), "\(seen)")
                // Only the emulator itself fetches anything.
                let certificates = "SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt"
                #expect(seen.contains(certificates) == (process == emulator), "\(seen)")
            }
        }
        #expect(tested.status == 0, "\(tested.summary)")
    }

    /// The variables of a process, which has none for an instant after it becomes another program.
    private func environment(of process: Int32) async throws -> [String] {
        let end = ContinuousClock.now + .seconds(60)
        while true {
            let text = try TestDirectory.text("/proc/\(process)/environ")
            if !text.isEmpty { return text.split(separator: "\0").map(String.init) }
            try #require(ContinuousClock.now < end, "process \(process) has no environment")
            await Task.yield()
        }
    }

    @Test func `'runner emulator' passes none of the user's keys on`() async throws {
        let directory = try TestDirectory()
        let program = try directory.write("bin/runner-emulator", "#!/bin/sh\nenv\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
        let copy = "\(directory.path)/bin/runner"
        try FileManager.default.copyItem(atPath: "\(Project.products)/runner", toPath: copy)
        let started = try await run(
            copy,
            ["emulator", "--port", "0"],
            environment: ["BYTEPLUS_SECRET_KEY": "users-own", "OTHER_TOKEN": "users-own"],
            in: directory.path
        )
        #expect(started.status == 0, "\(started.summary)")
        #expect(started.output.contains("PATH="))
        #expect(!started.output.contains("users-own"), "\(started.output)")
    }
}
