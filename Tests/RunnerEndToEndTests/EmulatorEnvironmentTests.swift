import Foundation
import TestSupport
import Testing

/// What an emulator that belongs to one command sees of the user's environment.
struct EmulatorEnvironmentTests {
    @Test func `the emulator and ffmpeg get none of the user's keys`() async throws {
        let folder = try TestFolder()
        let standIn = try folder.write(
            "bin/ffmpeg",
            """
            #!/bin/sh
            env >> '\(folder.path)/ffmpeg'
            tr '\\0' '\\n' < /proc/$PPID/environ >> '\(folder.path)/emulator'
            exec env PATH="${PATH#*:}" ffmpeg "$@"

            """
        )
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: standIn)
        let made = try await run(
            "runner",
            ["new", "sample", "--template", "vision", "--registry", "vision"],
            in: folder.path
        )
        #expect(made.status == 0, "\(made.summary)")
        let tested = try await run(
            "runner",
            ["test"],
            environment: [
                "PATH": "\(folder.path)/bin:\(baseEnvironment["PATH"] ?? "")", "RUNNER_POLL_INTERVAL": "0.05",
                "BYTEPLUS_ACCESS_KEY": "users-own", "BYTEPLUS_SECRET_KEY": "users-own", "OTHER_TOKEN": "users-own",
                "SSL_CERT_FILE": "/etc/ssl/certs/ca-certificates.crt",
            ],
            in: folder.path
        )
        #expect(tested.status == 0, "\(tested.summary)")
        for program in ["ffmpeg", "emulator"] {
            let seen = try folder.read(program)
            #expect(!seen.contains("users-own"), "\(seen)")
            #expect(seen.contains("\nLANG=C.UTF-8\n") || seen.hasPrefix("LANG=C.UTF-8\n"), "\(seen)")
            // Only the emulator itself fetches anything.
            #expect(seen.contains("SSL_CERT_FILE=/etc/") == (program == "emulator"), "\(seen)")
        }
    }

    @Test func `'runner emulator' passes none of the user's keys on`() async throws {
        let folder = try TestFolder()
        let program = try folder.write("bin/runner-emulator", "#!/bin/sh\nenv\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
        let copy = "\(folder.path)/bin/runner"
        try FileManager.default.copyItem(atPath: "\(Project.products)/runner", toPath: copy)
        let started = try await run(
            copy,
            ["emulator", "--port", "0"],
            environment: ["BYTEPLUS_SECRET_KEY": "users-own", "OTHER_TOKEN": "users-own"],
            in: folder.path
        )
        #expect(started.status == 0, "\(started.summary)")
        #expect(started.output.contains("PATH="))
        #expect(!started.output.contains("users-own"), "\(started.output)")
    }
}
