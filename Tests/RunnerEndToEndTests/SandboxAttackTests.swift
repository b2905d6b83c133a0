import Foundation
import TestSupport
import Testing

/// What a hostile model tries, and how far it comes; `docs/security.md` names these tests.
@Suite(.serialized)
struct SandboxAttackTests {
    @Test(arguments: SandboxScene.User.possible)
    func `the user's files and keys cannot be reached`(_ user: SandboxScene.User) async throws {
        let scene = try SandboxScene(user)
        let path = scene.directory.path
        let attacks = [
            ("read", scene.secret, "EACCES"), ("write", scene.secret, "EACCES"), ("remove", scene.secret, "EACCES"),
            ("rename", scene.secret, "EACCES"), ("link", scene.secret, "EXDEV"), ("symlink", scene.secret, "EACCES"),
            ("chmod", scene.secret, "EPERM"), ("watch", "\(path)/home", "EPERM"), ("list", "\(path)/home", "EACCES"),
            ("list", "\(path)/cache/models", "EACCES"), ("create", "\(path)/models/hostile/new", "EACCES"),
            ("write", "\(path)/models/hostile/Inference.swift", "EACCES"), ("read", "\(path)/runs.sqlite", "EACCES"),
            ("read", "/etc/passwd", "EACCES"), ("read", "/proc/self/root/etc/passwd", "EACCES"),
            ("list", "/tmp", "EACCES"), ("create", "/dev/shm/hostile", "EACCES"), ("read", "/dev/tty", "EACCES"),
            ("environ", "", "EACCES"), ("memory", "", "EACCES"),
            ("environment", "", "HOSTILE_KEY SWIFT_BACKTRACE TMPDIR"),
        ]
        for (attack, target, outcome) in attacks {
            let result = try await scene.attack(attack, target)
            #expect(result.output == "{\"found\":\"\(outcome)\"}\n", "\(attack) \(target): \(result.summary)")
        }
        #expect(try TestDirectory.text(scene.secret) == "a key of the user")
    }

    @Test(arguments: SandboxScene.User.possible)
    func `other processes cannot be reached, and none can be started`(_ user: SandboxScene.User) async throws {
        let scene = try SandboxScene(user)
        let attacks = [
            ("kill", "kill"), ("limit", "prlimit64"), ("trace", "ptrace"), ("peek", "process_vm_readv"),
            ("process", "pidfd_open"), ("fork", "clone"), ("exec", "execve"), ("session", "setsid"),
            ("namespace", "unshare"), ("ring", "io_uring_setup"), ("keyring", "keyctl"),
        ]
        for (attack, call) in attacks {
            let result = try await scene.attack(attack)
            #expect(result.output == "{\"found\":\"EPERM\"}\n", "\(attack): \(result.summary)")
            #expect(result.errors.contains("the sandbox refused the model '\(call)'"), "\(attack): \(result.summary)")
        }
        let spawned = try await scene.attack("spawn")
        #expect(spawned.status == 70)
        #expect(spawned.errors.contains("SIGSYS (the sandbox refused a system call"), "\(spawned.summary)")
    }

    @Test func `connections go to the declared ports only`() async throws {
        let scene = try SandboxScene()
        let attacks = [
            ("connect", "22", "EACCES"), ("connect", "5432", "EACCES"), ("multipath", "22", "EACCES"),
            ("local", "", "EAFNOSUPPORT"), ("netlink", "", "EAFNOSUPPORT"),
        ]
        for (attack, target, outcome) in attacks {
            let result = try await scene.attack(attack, target)
            #expect(result.output == "{\"found\":\"\(outcome)\"}\n", "\(attack) \(target): \(result.summary)")
        }
    }

    @Test(arguments: [[], ["--unsafe-models"]])
    func `the kit sends and writes files of the run only`(_ arguments: [String]) async throws {
        let scene = try SandboxScene()
        let sent = try await scene.attack("send", scene.secret, arguments)
        #expect(sent.status != 0)
        #expect(sent.errors.contains("declare it as an input in inf.yml"), "\(sent.summary)")
        let written = try await scene.attack("download", scene.secret, arguments)
        #expect(written.status != 0)
        #expect(written.errors.contains("declare it as an output in inf.yml"), "\(written.summary)")
        let staged = try await scene.attack("stage", scene.secret, arguments)
        #expect(staged.status != 0)
        let undeclared = try await scene.attack("undeclared", "", arguments)
        #expect(undeclared.errors.contains("does not declare as a file"), "\(undeclared.summary)")
        #expect(try TestDirectory.text(scene.secret) == "a key of the user")
    }

    @Test func `an output is a plain file that only the run has written`() async throws {
        let scene = try SandboxScene()
        let neighbor = try scene.directory.write("neighbor.txt", "mine")
        for attack in ["symlink", "link", "neighbor", "elsewhere"] {
            let result = try await scene.runner([
                "predict", "models/hostile-output", "-i", "attack=\(attack)", "target=\(neighbor)", "-o", "out.txt",
            ])
            #expect(result.status == 70, "\(attack): \(result.summary)")
            #expect(try TestDirectory.text(neighbor) == "mine")
        }
        let names = try scene.directory.names()
        #expect(!names.contains("out.txt") && !names.contains { $0.hasSuffix(".partial") }, "\(names)")
        let honest = try await scene.runner([
            "predict", "models/hostile-output", "-i", "attack=none", "-o", "out.txt",
        ])
        #expect(honest.status == 0, "\(honest.summary)")
        #expect(try scene.directory.read("out.txt") == "done")
    }

    @Test func `inputs can be read, and nothing is left of a run`() async throws {
        let scene = try SandboxScene()
        let document = try scene.directory.write("letter.txt", "Dear reader")
        let result = try await scene.attack("document", "", ["-i", "document=\(document)", "--emulator"])
        #expect(result.output == "{\"found\":\"Dear reader\"}\n", "\(result.summary)")
        #expect(try await scene.attack("fill").output == "{\"found\":\"EFBIG\"}\n")
        #expect(try await scene.attack("threads").status == 0)
        let aborted = try await scene.attack("abort")
        #expect(aborted.errors.contains("SIGABRT"), "\(aborted.summary)")
        #expect(try scene.directory.names().filter { $0.hasPrefix("core") } == [])
    }

    @Test func `a model's code is described without the user's keys`() async throws {
        let scene = try SandboxScene()
        let result = try await scene.runner(["validate", "--compile", "models/hostile"])
        #expect(result.status == 0, "\(result.summary)")
    }

    @Test func `a sandbox that is off is said`() async throws {
        let scene = try SandboxScene()
        let result = try await scene.attack("read", scene.secret, ["--unsafe-models"])
        #expect(result.output == "{\"found\":\"ok\"}\n")
        #expect(result.errors.contains("warning: the sandbox is off"), "\(result.summary)")
    }
}
