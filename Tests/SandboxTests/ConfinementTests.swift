import Foundation
import Sandbox
import TestSupport
import Testing

/// What a confined process can still do, tried by one.
struct ConfinementTests {
    @Test(arguments: Exerciser.User.possible)
    func `files outside the rules cannot be reached`(_ user: Exerciser.User) async throws {
        let exerciser = try Exerciser(user)
        let file = try exerciser.file("file")
        let scratch = "\(exerciser.directory.path)/scratch"
        let attempts = [
            ("read=\(file)", "EACCES"), ("write=\(file)", "EACCES"), ("empty=\(file)", "EACCES"),
            ("truncate=\(file)", "EACCES"), ("remove=\(file)", "EACCES"),
            ("list=\(exerciser.directory.path)", "EACCES"),
            ("create=\(exerciser.directory.path)/new", "EACCES"), ("mkdir=\(exerciser.directory.path)/new", "EACCES"),
            ("read=/etc/passwd", "EACCES"), ("read=/proc/self/root/etc/passwd", "EACCES"), ("list=/etc", "EACCES"),
            ("list=/tmp", "EACCES"), ("list=/", "EACCES"), ("rename=\(file),\(scratch)/file", "EACCES"),
            ("link=\(file),\(scratch)/file", "EXDEV"), ("symlink=\(file),\(scratch)/file", "EACCES"),
            ("chmod=\(file)", "EPERM"), ("touch=\(file)", "EPERM"), ("xattr=\(file)", "EOPNOTSUPP"),
            ("readxattr=\(file)", "EOPNOTSUPP"),
        ]
        let outcomes = try await exerciser.outcomes(attempts.map(\.0))
        for (attempt, outcome) in zip(attempts, outcomes) { #expect(outcome == attempt.1, "\(attempt.0)") }
        #expect(try exerciser.directory.read("file") == "text")
        #expect(try exerciser.directory.names(in: "scratch") == [])
    }

    @Test(arguments: Exerciser.User.possible)
    func `files in the rules can be used as far as the rules say`(_ user: Exerciser.User) async throws {
        var exerciser = try Exerciser(user)
        let (input, output) = (try exerciser.file("input"), try exerciser.file("output"))
        exerciser.rules.readable = [input, "\(exerciser.directory.path)/missing"]
        exerciser.rules.writable = [output]
        let scratch = "\(exerciser.directory.path)/scratch"
        let attempts = [
            ("read=\(input)", "ok"), ("write=\(input)", "EACCES"), ("empty=\(input)", "EACCES"),
            ("remove=\(input)", "EACCES"), ("fchmod=\(input)", "ok"), ("lease=\(input)", "EPERM"),
            ("write=\(output)", "ok"), ("empty=\(output)", "ok"), ("read=\(output)", "ok"),
            ("remove=\(output)", "EACCES"), ("rename=\(output),\(exerciser.directory.path)/x", "EACCES"),
            ("create=\(scratch)/a", "ok"), ("mkdir=\(scratch)/b", "ok"), ("rename=\(scratch)/a,\(scratch)/b/a", "ok"),
            ("link=\(scratch)/b/a,\(scratch)/c", "ok"), ("remove=\(scratch)/c", "ok"), ("list=\(scratch)", "ok"),
        ]
        let outcomes = try await exerciser.outcomes(attempts.map(\.0))
        for (attempt, outcome) in zip(attempts, outcomes) { #expect(outcome == attempt.1, "\(attempt.0)") }
        #expect(try exerciser.directory.read("input") == "text")
        let attributes = try FileManager.default.attributesOfItem(atPath: input)
        #expect(attributes[.posixPermissions] as? Int == 0o666, "fchmod succeeds and does nothing")
    }

    @Test func `requests about an open file are those that libraries make`() async throws {
        var exerciser = try Exerciser()
        let input = try exerciser.file("input")
        exerciser.rules.readable = [input]
        // FIONREAD; then FS_IOC_SETFLAGS, EXT4_IOC_SETVERSION, FS_IOC_ENABLE_VERITY and TIOCSTI.
        let requests = [
            (0x541B, "ok"), (0x4008_6602, "EPERM"), (0x4008_6604, "EPERM"), (0x4080_6685, "EPERM"), (0x5412, "EPERM"),
        ]
        let outcomes = try await exerciser.outcomes(requests.map { "request=\(input),\($0.0)" })
        #expect(outcomes == requests.map(\.1))
        exerciser.rules.executable = ["/bin", "/lib", "/lib64", "/usr"]
        #expect(try await exerciser.outcomes(requests.map { "request=\(input),\($0.0)" }) == requests.map(\.1))
    }

    @Test func `keys of the network's manager are not in the rules`() {
        let rules = SandboxRules().withSystem(libraries: [])
        #expect(!rules.readable.contains("/run/NetworkManager"))
        #expect(rules.readable.contains("/run/NetworkManager/resolv.conf"))
    }

    @Test(arguments: Exerciser.User.possible)
    func `what libraries need works`(_ user: Exerciser.User) async throws {
        let exerciser = try Exerciser(user)
        let attempts = [
            ("thread", "ok"), ("zone", "9"), ("host", "found"), ("write=/dev/null", "ok"), ("read=/dev/urandom", "ok"),
            ("read=/etc/hosts", "ok"), ("list=/proc", "ok"), ("clone3", "ENOSYS"), ("notes", ""),
        ]
        let outcomes = try await exerciser.outcomes(attempts.map(\.0))
        for (attempt, outcome) in zip(attempts, outcomes) { #expect(outcome == attempt.1, "\(attempt.0)") }
    }

    @Test(arguments: Exerciser.User.possible)
    func `other processes cannot be read, signaled, limited or started`(_ user: Exerciser.User) async throws {
        let exerciser = try Exerciser(user)
        let other = getpid()
        let attempts = [
            ("environ=\(other)", "empty"), ("read=/proc/\(other)/mem", "EACCES"), ("kill=\(other)", "EPERM"),
            ("kill=0", "EPERM"), ("kill=-1", "EPERM"), ("owner=\(other)", "EPERM"), ("limit=\(other)", "EPERM"),
            ("limit=0", "ok"), ("nice=\(other)", "EPERM"), ("timer", "EPERM"), ("fork", "EPERM"), ("exec", "EPERM"),
            ("call=424", "EPERM"), ("call=434", "EPERM"), ("call=438", "EPERM"), ("call=425", "EPERM"),
            ("call=600", "ENOSYS"), ("ipc", "EPERM"),
        ]
        let outcomes = try await exerciser.outcomes(attempts.map(\.0) + ["notes", "notes"])
        for (attempt, outcome) in zip(attempts, outcomes) { #expect(outcome == attempt.1, "\(attempt.0)") }
        let notes = Set(outcomes.suffix(2).first?.split(separator: " ").map(String.init) ?? [])
        #expect(notes.isSuperset(of: ["execve", "clone", "kill", "prlimit64", "pidfd_open", "io_uring_setup"]))
        #expect(outcomes.last == "", "notes are taken once")
    }

    /// Before version 6, Landlock has no scope for signals.
    @Test(arguments: ["own", "5"])
    func `what a program starts cannot signal or limit other processes either`(_ version: String) async throws {
        var exerciser = try Exerciser()
        exerciser.version = version
        exerciser.rules.executable = ["/bin", "/lib", "/lib64", "/usr"]
        let other = getpid()
        let attempts = [
            ("kill=\(other)", "EPERM"), ("limit=\(other)", "EPERM"), ("limit=0", "ok"), ("nice=\(other)", "EPERM"),
            ("owner=\(other)", "EPERM"), ("ipc", "EPERM"), ("spawn", "ok"),
        ]
        let outcomes = try await exerciser.outcomes(attempts.map(\.0))
        for (attempt, outcome) in zip(attempts, outcomes) { #expect(outcome == attempt.1, "\(attempt.0)") }
    }

    @Test func `a process that is started with its signals blocked ends the program`() async throws {
        let result = try await Exerciser().run(["thread", "spawn", "thread"])
        #expect(result.status == 128 + SIGSYS)
        #expect(result.output == "thread: ok\n")
    }

    @Test func `a write beyond the limit fails and does not end the process`() async throws {
        var exerciser = try Exerciser()
        let output = try exerciser.file("output")
        exerciser.rules.writable = [output]
        exerciser.rules.fileBytes = 4_096
        #expect(try await exerciser.outcomes(["fill=\(output)", "thread"]) == ["EFBIG", "ok"])
        #expect(try exerciser.directory.read("output").utf8.count == 4_096)
    }

    @Test func `a process is killed after its lifetime, whatever it does`() async throws {
        var exerciser = try Exerciser()
        exerciser.rules.lifetime = .seconds(1)
        let result = try await exerciser.run(["timer", "wait"])
        #expect(result.status == 128 + SIGKILL)
        #expect(result.output == "timer: EPERM\n")
    }

    @Test(arguments: [(0, "killed"), (600, "woke up")])
    func `a process that may outlive its parent is killed after that time, whatever it does`(
        _ grace: Int,
        _ outcome: String
    ) async throws {
        var exerciser = try Exerciser()
        exerciser.rules.diesWithRunner = false
        exerciser.rules.grace = .seconds(grace)
        let pipe = "\(exerciser.directory.path)/scratch/pipe"
        mkfifo(pipe, 0o600)
        let program = ["\(exerciser.directory.path)/exerciser"] + exerciser.rules.arguments + ["own"]
        // The inner shell ends as soon as the program has opened the pipe; the outer one waits for all that the program prints.
        let script = #"sh -c '"$@" & cat "$0"' "$@" | cat"#
        let result = try await run(
            "/bin/sh",
            ["-c", script, "sh", pipe] + program + ["unfollow", "timer", "write=\(pipe)", "wait=1"]
        )
        #expect(result.output.contains("unfollow: EPERM\ntimer: EPERM\nwrite=\(pipe): ok\n"))
        #expect(result.output.contains("wait=1: woke up\n") == (outcome == "woke up"))
    }

    @Test func `descriptors that were left open are closed`() async throws {
        let exerciser = try Exerciser()
        let file = try exerciser.file("file")
        let arguments = ["\(exerciser.directory.path)/exerciser", "own", "descriptors"]
        let result = try await run("/bin/sh", ["-c", "exec \"$@\" 9<\(file)", "sh"] + arguments)
        #expect(result.output == "descriptors: \n")
    }

    @Test func `nothing is confined when it is turned off`() async throws {
        var exerciser = try Exerciser()
        exerciser.version = "off"
        #expect(try await exerciser.outcomes(["read=/etc/passwd", "spawn"]) == ["ok", "ok"])
    }

    @Test(arguments: [
        (["--read"], "not confined: the option '--read' needs a value\n"),
        (["--ports", "1"], "not confined: the option '--ports' is unknown\n"),
        (["--port", "http"], "not confined: the value 'http' of '--port' is not a number\n"),
        (["--port", "65536"], "not confined: the value '65536' of '--port' is not a number\n"),
        (
            ["--network", "all"],
            "not confined: the value 'all' of '--network' is none of 'anywhere', 'local', 'world'\n"
        ),
    ])
    func `rules that cannot be read stop the program`(_ arguments: [String], _ message: String) async throws {
        let result = try await run("sandbox-exerciser", arguments)
        #expect(result.status == 1)
        #expect(result.output == message)
    }
}
