import FoundationEssentials
import Testing

@testable import Emulator

/// What the emulator needs of ffmpeg, and what ffmpeg gets of the environment.
struct FFmpegTests {
    private let directory: WorkDirectory

    init() throws {
        directory = try WorkDirectory()
    }

    /// Puts a script in place of both programs, and returns an environment in which it is found first.
    private func environment(_ script: String) throws -> [String: String] {
        for name in ["ffmpeg", "ffprobe"] {
            let path = "\(directory.path)/\(name)"
            try WorkDirectory.write(Array("#!/bin/sh\n\(script)\n".utf8), to: path)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        }
        var environment = ProcessInfo.processInfo.environment
        environment["PATH"] = "\(directory.path):\(environment["PATH"] ?? "")"
        return environment
    }

    @Test(arguments: [
        ("aac mjpeg png", "libx264"), ("mjpeg png", "aac and libx264"), ("aac libx264 mjpeg", "png"),
    ])
    func `a missing encoder is reported at the start`(_ present: String, _ missing: String) async throws {
        defer { directory.remove() }
        let environment = try environment("for name in \(present); do echo \" V....D $name Description\"; done")
        let error = await #expect(throws: EmulatorError.self) { try await FFmpeg(environment: environment) }
        #expect(error?.code == .programMissing)
        #expect(
            error?.message
                == "'\(directory.path)/ffmpeg' was built without the encoder \(missing), which the emulator needs for "
                + "its videos: install a complete ffmpeg, on Debian with 'apt-get install ffmpeg'"
        )
    }

    @Test func `a missing program is reported at the start`() async throws {
        defer { directory.remove() }
        let error = await #expect(throws: EmulatorError.self) {
            try await FFmpeg(environment: ["PATH": directory.path])
        }
        #expect(error?.code == .programMissing)
        #expect(error?.message.hasPrefix("'ffmpeg' is not on PATH") == true)
    }

    @Test func `the programs get no key of the user`() async throws {
        defer { directory.remove() }
        var environment = try environment("for name in aac libx264 mjpeg png; do echo \" V $name\"; done; env")
        environment["BYTEPLUS_SECRET_KEY"] = "users-own"
        environment["TMPDIR"] = "/tmp"
        let ffmpeg = try await FFmpeg(environment: environment)
        let seen = String(decoding: try await ffmpeg.run(.ffprobe, []), as: UTF8.self)
        #expect(!seen.contains("users-own"), "\(seen)")
        #expect(seen.contains("TMPDIR=/tmp\n"))
    }
}
