import Foundation
import TestSupport
import Testing

/// What a hostile model tries that the first attacks do not; `docs/security.md` names these tests.
@Suite(.serialized)
struct SandboxTrickTests {
    /// Lets the model make a trick; it is given a document.
    private func trick(
        _ trick: String,
        _ target: String = "",
        in scene: SandboxScene,
        _ arguments: [String] = []
    ) async throws -> ProgramRun {
        try await scene.runner(
            [
                "predict", "models/tricks", "--yes", "--emulator", "-i", "trick=\(trick)", "target=\(target)",
                "document=\(scene.directory.path)/letter.txt",
            ] + arguments,
            environment: ["TMPDIR": "\(scene.directory.path)/tmp"]
        )
    }

    private func scene(_ user: SandboxScene.User = .own) throws -> SandboxScene {
        let scene = try SandboxScene(user)
        try scene.directory.write("letter.txt", "Dear reader")
        try FileManager.default.createDirectory(
            atPath: "\(scene.directory.path)/tmp",
            withIntermediateDirectories: true
        )
        return scene
    }

    /// What is left of a run in the directory for temporary files.
    private func leftovers(_ scene: SandboxScene) throws -> [String] {
        try scene.directory.names(in: "tmp").filter { $0.hasPrefix("runner-") }
    }

    @Test(arguments: SandboxScene.User.possible)
    func `all processes of the user, the kernel and the given files stay as they are`(
        _ user: SandboxScene.User
    ) async throws {
        let scene = try scene(user)
        let tricks = [
            ("nice", "EPERM"), ("idle", "EPERM"), ("everyone", "EPERM"), ("group", "EPERM"), ("touch", "same"),
            ("flags", "EPERM"), ("shorten", "EACCES"), ("future", "ENOSYS"), ("below", "EACCES"), ("pipe", "EACCES"),
            ("device", "EACCES"), ("memory", "EACCES"), ("core", "EACCES"), ("sysrq", "EACCES"), ("oom", "EACCES"),
            ("descriptor", "EACCES"), ("cwd", "EACCES"), ("maps", "EACCES"), ("bind", "EACCES"),
            ("vsock", "EAFNOSUPPORT"), ("crypto", "EAFNOSUPPORT"), ("packet", "EAFNOSUPPORT"), ("handle", "EPERM"),
            ("clock", "EPERM"), ("limits", "EPERM"), ("dumpable", "EPERM"),
            ("datagram", "EACCES"),
        ]
        for (name, outcome) in tricks {
            let result = try await trick(name, scene.secret, in: scene)
            // What the runner cannot measure ends the run; as root, it can measure everything.
            let isStopped = name == "hidden" && result.errors.contains("has hidden temporary files")
            #expect(isStopped || result.output == "{\"found\":\"\(outcome)\"}\n", "\(name): \(result.summary)")
        }
        #expect(try scene.directory.read("letter.txt") == "Dear reader")
        #expect(try leftovers(scene) == [])
    }

    @Test(arguments: SandboxScene.User.possible)
    func `a model that stops, hangs or closes its conversation ends with its run`(_ user: SandboxScene.User)
        async throws
    {
        let scene = try scene(user)
        for name in ["stop", "hang"] {
            let result = try await trick(name, in: scene, ["--timeout", "1s"])
            #expect(
                result.status == 70 && result.errors.contains("did not end within 1 s"),
                "\(name): \(result.summary)"
            )
        }
        let deaf = try await trick("deaf", in: scene, ["--timeout", "2s"])
        #expect(deaf.status == 70 && !deaf.errors.contains("out of memory"), "\(deaf.summary)")
        #expect(try leftovers(scene) == [])
    }

    @Test(.timeLimit(.minutes(5))) func `a model ends with a runner that is killed, whatever locks it holds`()
        async throws
    {
        let scene = try scene()
        let result = try await scene.runner(
            ["predict", "models/tricks", "--yes", "-i", "trick=hold"],
            environment: ["TMPDIR": "\(scene.directory.path)/tmp"]
        ) { process in
            let isHeld = { (name: String) in
                FileManager.default.fileExists(atPath: "\(scene.directory.path)/tmp/\(name)/held")
            }
            while try !leftovers(scene).contains(where: isHeld) {
                try Task.checkCancellation()
                await Task.yield()
            }
            let worker = try await waitForProgram("runner-worker", startedBy: process)
            kill(process, SIGKILL)
            // Whom nobody waits for stays as a zombie.
            while let state = try? TestDirectory.text("/proc/\(worker)/stat"), !state.contains(") Z ") {
                try Task.checkCancellation()
                await Task.yield()
            }
        }
        #expect(result.status == 128 + SIGKILL)
    }

    @Test func `messages that the worker did not write are no messages`() async throws {
        let scene = try scene()
        let garbage = try await trick("garbage", in: scene)
        #expect(garbage.status == 70 && garbage.errors.contains("a message cannot be read"), "\(garbage.summary)")
        let endless = try await trick("endless", in: scene)
        #expect(endless.status == 70 && endless.errors.contains("a message is longer than"), "\(endless.summary)")
        let forged = try await trick("forged", scene.secret, in: scene)
        #expect(forged.status == 70 && forged.errors.contains("does not declare as an output"), "\(forged.summary)")
    }

    @Test func `a model cannot make the runner send without end, record a wrong step or read countless values`()
        async throws
    {
        let scene = try scene()
        let cases = [
            ("ready", "'ready' came twice"), ("ordinal", "it counted a step as number -1"),
            ("values", "a message holds more than 1000000 values"),
        ]
        for (name, reason) in cases {
            let result = try await trick(name, in: scene, ["--timeout", "1min"])
            let isTold = result.errors.contains("broke the worker's protocol: \(reason)")
            #expect(result.status == 70 && isTold, "\(name): \(result.summary)")
        }
        #expect(try leftovers(scene) == [])
    }

    @Test func `validation says what a model does to its connection`() async throws {
        let scene = try scene()
        let code = try scene.directory.read("models/tricks/Inference.swift")
        let setup = "self.setup = setup"
        let attack = #"_ = Trick(target: "", document: "", scratch: "").outcome(of: "garbage")"#
        try scene.directory.write(
            "models/tricks/Inference.swift",
            code.replacing(setup, with: "\(setup)\n        \(attack)")
        )
        let result = try await scene.runner(["validate", "--compile", "models/tricks"])
        let text = result.output + result.errors
        let reason = "broke the worker's protocol during setup: a message cannot be read"
        #expect(text.contains(reason), "\(result.summary)")
        #expect(!text.contains("out of memory"), "\(result.summary)")
    }

    @Test func `requests go to declared hosts only`() async throws {
        let scene = try scene()
        let cases = [("host", "evil.example"), ("lookalike", "evil.example"), ("port", "cv.byteplusapi.com:8443")]
        for (name, host) in cases {
            let result = try await scene.runner(["predict", "models/tricks", "--yes", "-i", "trick=\(name)"])
            #expect(result.status == 78, "\(result.summary)")
            #expect(result.errors.contains("add to its inf.yml: hosts: [\(host)]"), "\(name): \(result.summary)")
        }
        let manifest = try scene.directory.read("models/tricks/inf.yml")
        try scene.directory.write("models/tricks/inf.yml", manifest + "hosts: [evil.example]\n")
        let declared = try await scene.runner(["predict", "models/tricks", "--yes", "-i", "trick=host"])
        // There is no such host.
        #expect(declared.status == 69, "\(declared.summary)")
        let other = try await scene.runner(["predict", "models/tricks", "--yes", "-i", "trick=port"])
        #expect(other.errors.contains("hosts: [cv.byteplusapi.com:8443]"), "\(other.summary)")
    }

    @Test func `a run that continues connects to no host that its model has recorded itself`() async throws {
        let scene = try scene()
        let killed = try await scene.runner(
            ["predict", "models/tricks", "--yes", "-i", "trick=recorded", "link=https://example.com/a"],
            environment: ["RUNNER_FAULT": "after-record:note:succeeded:both"]
        )
        #expect(killed.status == 128 + SIGKILL, "\(killed.summary)")
        let resumed = try await scene.runner(["runs", "resume", "--all", "--yes"])
        #expect(resumed.errors.contains("add to its inf.yml: hosts: [evil.example]"), "\(resumed.summary)")
    }

    @Test func `a run that continues connects to the hosts that its service has linked to`() async throws {
        let scene = try scene()
        let stand = "\(Project.directory)/Tests/RunnerEndToEndTests/StandIns/link.py"
        let runner = "\(Project.products)/runner"
        let script = """
            RUNNER_FAULT=after-record:ask:succeeded:both \(runner) predict models/tricks --yes --endpoint ENDPOINT \
                -i trick=answered link=https://example.com/a || [ $? = 137 ] || exit 1
            exec \(runner) runs resume --all --yes
            """
        let resumed = try await scene.program(
            "/usr/bin/python3",
            [stand, "https://files.example/video", "--", "/bin/sh", "-c", script]
        )
        // There is no such host, which only a request to it finds out.
        #expect(resumed.errors.contains("'files.example'"), "\(resumed.summary)")
        #expect(!resumed.errors.contains("add to its inf.yml"), "\(resumed.summary)")
    }

    @Test func `the store does not grow without end`() async throws {
        let scene = try scene()
        let result = try await scene.runner(["predict", "models/tricks", "--yes", "-i", "trick=results"])
        #expect(result.status == 70 && result.errors.contains("has recorded more than 32 MB"), "\(result.summary)")
        let size =
            try FileManager.default.attributesOfItem(atPath: "\(scene.directory.path)/runs.sqlite")[.size] as? Int
        #expect((size ?? .max) < 64 << 20)
    }

    @Test func `neither the log nor progress floods the terminal`() async throws {
        let scene = try scene()
        let shout = try await trick("shout", in: scene)
        #expect(shout.status == 0, "\(shout.status)")
        #expect(shout.errors.contains("the model has logged more than 4 MB; the rest is left out"))
        #expect(shout.errors.utf8.count < 6 << 20)
        let progress = try await trick("progress", in: scene)
        #expect(progress.status == 0)
        #expect(progress.errors.split(separator: "\n").count < 2_000, "\(progress.errors.count)")
    }

    @Test(arguments: SandboxScene.User.possible)
    func `nothing is left of temporary files, however they are arranged`(_ user: SandboxScene.User) async throws {
        let scene = try scene(user)
        for (name, outcome) in [("hidden", "ok"), ("link", "EACCES")] {
            let result = try await trick(name, "\(scene.directory.path)/home", in: scene)
            // What the runner cannot measure ends the run; as root, it can measure everything.
            let isStopped = name == "hidden" && result.errors.contains("has hidden temporary files")
            #expect(isStopped || result.output == "{\"found\":\"\(outcome)\"}\n", "\(name): \(result.summary)")
        }
        // On a slow machine the run is stopped before the model is done.
        let deep = try await trick("deep", in: scene)
        #expect(deep.status == 0 || deep.errors.contains("has hidden temporary files"), "\(deep.summary)")
        #expect(try leftovers(scene) == [])
        #expect(try TestDirectory.text(scene.secret) == "a key of the user")
    }

    @Test func `a model with too many temporary files is stopped`() async throws {
        let scene = try scene()
        let many = try await trick("many", in: scene)
        #expect(many.status == 70 && many.errors.contains("more than 100000 temporary files"), "\(many.summary)")
        #expect(try leftovers(scene) == [])
    }

    @Test func `a model with too many threads is stopped`() async throws {
        let result = try await trick("crowd", in: try scene())
        #expect(result.status == 70 && result.errors.contains("has started more than"), "\(result.summary)")
        #expect(result.errors.contains("threads, and was stopped"))
    }

    @Test func `an error without end is cut`() async throws {
        let scene = try scene()
        let result = try await scene.runner(["predict", "models/tricks", "--yes", "-i", "trick=error"])
        #expect(result.status == 70 && result.errors.utf8.count < 1 << 20, "\(result.errors.utf8.count)")
        let size =
            try FileManager.default.attributesOfItem(atPath: "\(scene.directory.path)/runs.sqlite")[.size] as? Int
        #expect((size ?? .max) < 2 << 20)
    }

    @Test func `what a killed command has left is removed by the next one`() async throws {
        let scene = try scene()
        let old = "\(scene.directory.path)/tmp/runner-scratch-Killed"
        try scene.directory.write("tmp/runner-scratch-Killed/a/file", "left")
        try scene.directory.write("cache/models/work-Killed/file", "left")
        for path in ["cache", "cache/models", "cache/models/work-Killed", "tmp/runner-scratch-Killed"] {
            chmod("\(scene.directory.path)/\(path)", 0o700)
            var times = [timespec(tv_sec: 1_000_000_000, tv_nsec: 0), timespec(tv_sec: 1_000_000_000, tv_nsec: 0)]
            utimensat(AT_FDCWD, "\(scene.directory.path)/\(path)", &times, 0)
        }
        #expect(try await trick("future", in: scene).status == 0)
        #expect(!FileManager.default.fileExists(atPath: old))
        #expect(try scene.directory.names(in: "cache/models").filter { $0.hasPrefix("work-") } == [])
    }

    @Test(arguments: ["LD_PRELOAD", "LD_LIBRARY_PATH", "GLIBC_TUNABLES", "SSL_CERT_FILE"])
    func `a comment lets no manifest set what the loader reads`(_ name: String) async throws {
        let scene = try scene()
        let manifest = try scene.directory.read("models/tricks/inf.yml")
        let line =
            "env: {\(name): \(scene.directory.path)/models/tricks/evil.so}  # runner: ignore[reserved-variable] why not\n"
        try scene.directory.write("models/tricks/inf.yml", manifest + line)
        for arguments in [
            ["predict", "models/tricks", "--yes", "-i", "trick=future"], ["validate", "--compile", "models/tricks"],
        ] {
            let result = try await scene.runner(arguments)
            #expect(result.status == 65, "\(result.summary)")
            #expect(result.errors.contains("sets '\(name)', which decides what"), "\(result.summary)")
        }
    }
}
