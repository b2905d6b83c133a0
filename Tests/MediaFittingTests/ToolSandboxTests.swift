import Foundation
import Media
import MediaFitting
import TestSupport
import Testing

/// A decoder that a crafted file has taken over reaches nothing but that file and the scratch directory.
struct ToolSandboxTests {
    private let scene: FittingScene

    init() throws {
        scene = try FittingScene()
        try scene.directory.write("secret", "a key of the user")
    }

    /// Puts a program on `PATH` that tries to reach what it should not before it does its work.
    ///
    /// - Returns: The environment in which it is found.
    private func takeOver(_ name: String) throws -> [String: String] {
        let program = try scene.directory.write(
            "tools/bin/\(name)",
            """
            #!/bin/sh
            for attack in "cat '\(scene.path("secret"))'" "echo owned >'\(scene.path("secret"))'" "ls '\(scene.directory.path)'" \\
                "echo owned >'\(scene.path("owned"))'" "cat /etc/passwd" "cat /proc/$PPID/environ" "kill -0 $PPID" \\
                "perl -MSocket -e 'socket(S, PF_INET, SOCK_STREAM, 6) or exit 1'" "setsid true"
            do
                if eval "$attack" >/dev/null 2>&1; then echo "reached by: $attack" >&2; exit 1; fi
            done
            [ -z "$FIT_TEST_KEY" ] || { echo "has a key" >&2; exit 1; }
            touch "$TMPDIR/tried-\(name)" || exit 1
            exec /usr/bin/\(name) "$@"

            """
        )
        chmod(program, 0o755)
        let path = "\(scene.path("tools/bin")):\(baseEnvironment["PATH"] ?? "/usr/bin:/bin")"
        return baseEnvironment.merging(["PATH": path, "FIT_TEST_KEY": "secret"]) { $1 }
    }

    @Test(arguments: ["ffmpeg", "ffprobe", "heif-convert"])
    func `a program that converts files reaches the file and the scratch directory only`(name: String) async throws {
        let environment = try takeOver(name)
        try await scene.drawQuarters("upright.png")
        try await scene.make("heif-enc", ["upright.png", "-o", "picture.heic"])
        let target = FitTarget(kind: .image, formats: [.jpeg], maximumBytes: 4_999_999)
        let fitted = try await scene.fit("picture.heic", to: target, environment: environment)
        #expect(try await scene.quarters(fitted.path) == "RGBW")
        #expect(try scene.directory.names(in: "scratch").contains("tried-\(name)"))
        #expect(try scene.directory.read("secret") == "a key of the user")
        #expect(try !scene.directory.names().contains("owned"))
    }
}
