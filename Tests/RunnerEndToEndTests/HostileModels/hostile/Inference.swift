import Glibc
import InferenceKit

/// Makes one attack a run, and returns what came of it: `ok`, an errno, or what it has found.
struct Inference: Predictor {
    struct Input: Decodable, Sendable {
        var attack: String
        var target: String
        var document: MediaFile?
    }
    struct Output: Codable, Sendable { var found: String }

    let setup: Setup
    /// What `init` could read of the runner's environment, which `validate --compile` lets a model try as well.
    let early: String

    init(_ setup: Setup) async throws {
        self.setup = setup
        early = content("/proc/\(getppid())/environ")
        if early.contains("EARLY") { throw PredictionError(.modelFailed, "init has read \(early)") }
    }

    func predict(_ input: Input, _ context: PredictionContext) async throws -> Output {
        let attack = Attack(target: input.target, scratch: context.scratchDirectory)
        switch input.attack {
        case "send":
            let request = HTTPRequest("POST", "https://127.0.0.1:9/", body: .file(path: input.target))
            _ = try await setup.transport.send(request)
        case "stage": return Output(found: try await context.stage(MediaFile(name: "loot", path: input.target)))
        case "download":
            let request = HTTPRequest("GET", "https://127.0.0.1:9/")
            _ = try await setup.transport.download(request, to: input.target, continuing: nil) { _ in }
        case "undeclared": return Output(found: try context.path(for: "other"))
        case "terminal":
            print("\u{1B}]0;owned\u{7}\u{1B}[2Jerror: forged")
            context.log("\u{1B}[31mred\u{202E}\nerror: forged")
            context.warn("look\rerror: forged \u{1B}[2J")
            throw PredictionError(.modelFailed, "\u{1B}[2J\u{9B}31m\nerror: forged", help: "\u{202E}now\nhelp: forged")
        case "threads":
            for _ in 0..<4 { attack.spin() }
        case "abort": abort()
        case "document": return Output(found: content(input.document?.path ?? ""))
        default: return Output(found: attack.outcome(of: input.attack))
        }
        return Output(found: "ok")
    }
}

struct Attack {
    let target: String
    let scratch: String

    func outcome(of attack: String) -> String {
        switch attack {
        case "environ": content("/proc/\(getppid())/environ")
        case "environment": environment
        case "read": word(file(O_RDONLY))
        case "write": word(file(O_WRONLY | O_TRUNC))
        case "create": word(file(O_WRONLY | O_CREAT | O_EXCL))
        case "list": word(file(O_RDONLY | O_DIRECTORY))
        case "memory": word(Int(open("/proc/\(getppid())/mem", O_RDWR)))
        case "remove": word(Int(unlink(target)))
        case "rename": word(Int(rename(target, "\(scratch)/loot")))
        case "link": word(Int(link(target, "\(scratch)/loot")))
        case "symlink": word(Int(symlink(target, "\(scratch)/loot")))
        case "chmod": word(Int(chmod(target, 0o777)))
        case "kill": word(Int(kill(getppid(), SIGKILL)))
        case "limit": word(call(Call.prlimit64, Int(getppid()), 7, 0, 0))
        case "trace": word(call(Call.ptrace, 16, Int(getppid())))
        case "peek": word(call(Call.processVMRead, Int(getppid())))
        case "fork": word(Int(fork()))
        case "exec": word(Int(execl))
        case "spawn": spawn
        case "session": word(Int(setsid()))
        case "namespace": word(call(Call.unshare, 0x1000_0000))
        case "ring": word(call(425, 1))
        case "process": word(call(434, Int(getppid())))
        case "keyring": word(call(Call.keyctl))
        case "watch": word(watch)
        case "connect": word(connect(0))
        case "multipath": word(connect(262))
        case "local": word(Int(socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)))
        case "netlink": word(Int(socket(AF_NETLINK, Int32(SOCK_RAW.rawValue), 0)))
        case "fill": fill
        default: "unknown attack"
        }
    }

    func spin() {
        var thread = pthread_t()
        pthread_create(&thread, nil, { _ in while true { _ = getppid() } }, nil)
        pthread_detach(thread)
    }

    private var environment: String {
        var names: [String] = []
        var index = 0
        while let text = environ[index] {
            names.append(String(String(cString: text).prefix { $0 != "=" }))
            index += 1
        }
        return names.sorted().joined(separator: " ")
    }

    private func file(_ flags: Int32) -> Int { Int(open(target, flags, 0o644)) }

    private var execl: Int32 {
        let arguments: [UnsafeMutablePointer<CChar>?] = [strdup("sh"), nil]
        return execve("/bin/sh", arguments, [nil])
    }

    private var spawn: String {
        var child: pid_t = 0
        let arguments: [UnsafeMutablePointer<CChar>?] = [strdup("true"), nil]
        return posix_spawn(&child, "/bin/true", nil, nil, arguments, [nil]) == 0 ? "ok" : "refused"
    }

    private var watch: Int {
        let descriptor = call(Call.inotifyInit, 0)
        return target.withCString { call(Call.inotifyAdd, descriptor, Int(bitPattern: $0), 0xfff) }
    }

    private func connect(_ proto: Int32) -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), proto)
        guard descriptor >= 0 else { return -1 }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = (UInt16(target) ?? 22).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Int(Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)))
            }
        }
    }

    /// Fills the scratch directory, at most 64 GB of holes.
    private var fill: String {
        let descriptor = open("\(scratch)/big", O_WRONLY | O_CREAT, 0o600)
        let outcome = word(Int(ftruncate(descriptor, 64 << 30)))
        unlink("\(scratch)/big")
        return outcome
    }
}

private func content(_ path: String) -> String {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { return word(-1) }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(descriptor, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)).map { $0 == 0 ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
}

private func word(_ result: Int) -> String {
    guard result < 0 else { return "ok" }
    let names: [Int32: String] = [
        EPERM: "EPERM", EACCES: "EACCES", ENOENT: "ENOENT", EXDEV: "EXDEV", EAFNOSUPPORT: "EAFNOSUPPORT",
        EFBIG: "EFBIG",
        ENOSYS: "ENOSYS",
    ]
    return names[errno] ?? "errno \(errno)"
}

private enum Call {
    #if arch(x86_64)
        static let (ptrace, unshare, keyctl, prlimit64, processVMRead) = (101, 272, 250, 302, 310)
        static let (inotifyInit, inotifyAdd) = (294, 254)
    #else
        static let (ptrace, unshare, keyctl, prlimit64, processVMRead) = (117, 97, 219, 261, 270)
        static let (inotifyInit, inotifyAdd) = (26, 27)
    #endif
}

private func call(_ number: Int, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0, _ d: Int = 0) -> Int {
    typealias Call = @convention(c) (Int, Int, Int, Int, Int, Int, Int) -> Int
    guard let symbol = dlsym(nil, "syscall") else { return -1 }
    return unsafeBitCast(symbol, to: Call.self)(number, a, b, c, d, 0, 0)
}
