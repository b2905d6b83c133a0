import Glibc
import Sandbox

/// Something that a hostile program might try.
struct Attempt {
    let name: String
    let value: String

    /// `ok`, the name of the errno, or what the attempt found.
    var outcome: String {
        switch name {
        case "notes": return Confinement.takeRefusedCalls().joined(separator: " ")
        case "environ": return content("/proc/\(value)/environ").isEmpty ? "empty" : "readable"
        case "descriptors": return (3..<1_024).filter { fcntl($0, F_GETFD) >= 0 }.map { "\($0)" }.joined(separator: " ")
        case "uid": return "\(getuid())"
        case "pid": return "\(getpid())"
        case "zone": return zone
        case "host": return host
        case "wait":
            sleep(UInt32(value) ?? 60)
            return "woke up"
        default: return word(result)
        }
    }

    private var result: Int {
        switch name {
        case "read": file(O_RDONLY)
        case "write": file(O_WRONLY)
        case "empty": file(O_WRONLY | O_TRUNC)
        case "create": file(O_WRONLY | O_CREAT | O_EXCL)
        case "list": file(O_RDONLY | O_DIRECTORY)
        case "fill": fill
        case "truncate": Int(truncate(value, 0))
        case "remove": Int(unlink(value))
        case "mkdir": Int(mkdir(value, 0o700))
        case "rename": two { rename($0, $1) }
        case "link": two { link($0, $1) }
        case "symlink": two { symlink($0, $1) }
        case "chmod": Int(chmod(value, 0o777))
        case "fchmod": opened { fchmod($0, 0o777) }
        case "touch": Int(utimensat(AT_FDCWD, value, nil, 0))
        case "xattr": attribute(Call.setxattr)
        case "readxattr": attributes
        case "ipc": messages
        case "lease": opened { fcntl($0, 1_024 /* F_SETLEASE */, F_RDLCK) }
        case "connect": connect(IPPROTO_TCP)
        case "mptcp": connect(262)
        case "fastopen": fastOpen
        case "socket": numbers { Int(Glibc.socket(Int32($0[0]), Int32($0[1]), Int32($0[2]))) }
        case "pair": numbers { pair(Int32($0[0]), Int32($0[1])) }
        case "listen": listening
        case "bind": socket({ Int(Glibc.bind($0, $1, $2)) }, 0, kind: Int32(SOCK_DGRAM.rawValue))
        case "unix": local
        case "kill": Int(kill(number, SIGCONT))
        case "owner": numbers { own($0[0]) }
        case "limit": raw(Call.prlimit64, Int(number), Int(RLIMIT_NOFILE.rawValue), 0, 0)
        case "nice": Int(setpriority(__priority_which_t(PRIO_PROCESS.rawValue), id_t(number), 5))
        case "fork": process { fork() }
        case "spawn": spawned
        case "exec": executed
        case "thread": threaded
        // Any system call by its number, with arguments of zero.
        case "call": raw(Int(number))
        case "clone3": raw(435, 0, 88)
        // A request about an open file, as PATH,REQUEST.
        case "request": request
        case "unfollow": raw(Call.prctl, 1 /* PR_SET_PDEATHSIG */, 0)
        case "timer": raw(Call.timerSettime, 0, 0, 0, 0)
        default: -Int(EINVAL)
        }
    }

    private var number: Int32 { Int32(value) ?? 0 }

    private func word(_ result: Int) -> String {
        guard result < 0 else { return "ok" }
        let names: [Int32: String] = [
            EPERM: "EPERM", ENOENT: "ENOENT", EACCES: "EACCES", EXDEV: "EXDEV", ENOSYS: "ENOSYS", EFBIG: "EFBIG",
            EAFNOSUPPORT: "EAFNOSUPPORT", ECONNREFUSED: "ECONNREFUSED", EINVAL: "EINVAL", EROFS: "EROFS",
            EOPNOTSUPP: "EOPNOTSUPP", EPROTONOSUPPORT: "EPROTONOSUPPORT", ESRCH: "ESRCH", EEXIST: "EEXIST",
        ]
        let number = result == -1 ? errno : Int32(-result)
        return names[number] ?? "errno \(number)"
    }
}

// MARK: - Files

extension Attempt {
    private func file(_ flags: Int32) -> Int {
        let descriptor = open(value, flags | O_CLOEXEC, 0o600)
        if descriptor >= 0 { close(descriptor) }
        return Int(descriptor)
    }

    private func opened(_ body: (Int32) -> Int32) -> Int {
        let descriptor = open(value, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return -1 }
        defer { close(descriptor) }
        return Int(body(descriptor))
    }

    private var request: Int {
        let parts = value.split(separator: ",").map(String.init)
        let descriptor = open(parts[0], O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return -1 }
        defer { close(descriptor) }
        var argument: (Int, Int) = (0, 0)
        return withUnsafeMutablePointer(to: &argument) {
            raw(Call.ioctl, Int(descriptor), Int(parts[1]) ?? 0, Int(bitPattern: $0))
        }
    }

    private func attribute(_ call: Int) -> Int {
        value.withCString { path in
            "user.a".withCString { raw(call, Int(bitPattern: path), Int(bitPattern: $0), 0, 0) }
        }
    }

    /// Reads and lists extended attributes by a path, in all ways; the first that is not refused counts.
    private var attributes: Int {
        first(of: Call.readxattr, EOPNOTSUPP) { attribute($0) }
    }

    /// Makes all calls about queues, semaphores and memory that processes share; the first that is not refused counts.
    private var messages: Int { first(of: Call.messages, EPERM) { raw($0, 77) } }

    private func first(of calls: [Int], _ refusal: Int32, _ make: (Int) -> Int) -> Int {
        for call in calls where make(call) >= 0 || errno != refusal { return -Int(errno) - 1_000 - call * 1_000 }
        errno = refusal
        return -1
    }

    /// Writes 64 KB, more than the limit that a test sets.
    private var fill: Int {
        let descriptor = open(value, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return -1 }
        defer { close(descriptor) }
        let bytes = [UInt8](repeating: 0, count: 64 << 10)
        let count = write(descriptor, bytes, bytes.count)
        return count == bytes.count ? 0 : write(descriptor, bytes, 1) < 0 ? -1 : 0
    }

    private func two(_ body: (String, String) -> Int32) -> Int {
        let paths = value.split(separator: ",").map(String.init)
        return Int(body(paths[0], paths[1]))
    }

    private func content(_ path: String) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 4_096)
        return Array(bytes.prefix(max(0, read(descriptor, &bytes, bytes.count))))
    }
}

// MARK: - Sockets

extension Attempt {
    private var address: sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(value)?.bigEndian ?? 0
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return address
    }

    private func socket(
        _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int,
        _ proto: Int,
        kind: Int32 = Int32(SOCK_STREAM.rawValue)
    ) -> Int {
        let descriptor = Glibc.socket(AF_INET, kind, Int32(proto))
        guard descriptor >= 0 else { return -1 }
        defer { close(descriptor) }
        var address = address
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    private func connect(_ proto: Int) -> Int {
        socket({ Int(Glibc.connect($0, $1, $2)) }, proto)
    }

    private var fastOpen: Int {
        socket({ sendto($0, "x", 1, 0x2000_0000, $1, $2) }, 0)
    }

    private var listening: Int {
        socket({ descriptor, _, _ in Int(listen(descriptor, 1)) }, 0)
    }

    private func pair(_ family: Int32, _ kind: Int32) -> Int {
        var pair: [Int32] = [0, 0]
        return Int(socketpair(family, kind, 0, &pair))
    }

    private var local: Int {
        Int(Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0))
    }

    private var host: String {
        var found: UnsafeMutablePointer<addrinfo>?
        let failure = getaddrinfo("localhost", "80", nil, &found)
        defer { freeaddrinfo(found) }
        return failure == 0 ? "found" : "failure \(failure)"
    }

    private func own(_ process: Int) -> Int {
        var pair: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0 else { return -1 }
        return Int(fcntl(pair[0], F_SETOWN, Int32(process)))
    }
}

// MARK: - Processes

extension Attempt {
    private func process(_ start: () -> Int32) -> Int {
        let child = start()
        if child == 0 { _exit(0) }
        if child > 0 { waitpid(child, nil, 0) }
        return Int(child)
    }

    private var spawned: Int {
        var child: pid_t = 0
        let arguments: [UnsafeMutablePointer<CChar>?] = [strdup("true"), nil]
        let failure = posix_spawn(&child, "/bin/true", nil, nil, arguments, [nil])
        if failure == 0 { waitpid(child, nil, 0) }
        return -Int(failure)
    }

    private var executed: Int {
        let arguments: [UnsafeMutablePointer<CChar>?] = [strdup("true"), nil]
        return Int(execve("/bin/true", arguments, [nil]))
    }

    private var threaded: Int {
        var thread = pthread_t()
        let failure = pthread_create(&thread, nil, { _ in nil }, nil)
        if failure == 0 { pthread_join(thread, nil) }
        return -Int(failure)
    }

    private var zone: String {
        var time = time_t(1_780_000_000)
        var parts = tm()
        setenv("TZ", "Asia/Tokyo", 1)
        tzset()
        localtime_r(&time, &parts)
        return "\(parts.tm_gmtoff / 3_600)"
    }

    private func numbers(_ body: ([Int]) -> Int) -> Int {
        body(value.split(separator: ",").compactMap { Int($0) })
    }
}

/// Numbers that differ between architectures.
private enum Call {
    #if arch(x86_64)
        static let prlimit64 = 302
        static let setxattr = 188
        static let readxattr = [191, 192, 194, 195, 464, 465]
        static let messages = [29, 30, 31, 64, 65, 66, 67, 68, 69, 70, 71, 220, 240, 241, 242, 243, 244, 245]
        static let timerSettime = 223
        static let prctl = 157
        static let ioctl = 16
    #else
        static let prlimit64 = 261
        static let setxattr = 5
        static let readxattr = [8, 9, 11, 12, 464, 465]
        static let messages = Array(180...197)
        static let timerSettime = 110
        static let prctl = 167
        static let ioctl = 29
    #endif
}

/// Makes a system call, which Swift cannot name since the C function takes any number of arguments.
private func raw(_ number: Int, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0, _ d: Int = 0) -> Int {
    typealias Call = @convention(c) (Int, Int, Int, Int, Int, Int, Int) -> Int
    guard let symbol = dlsym(nil, "syscall") else { return -Int(ENOSYS) }
    return unsafeBitCast(symbol, to: Call.self)(number, a, b, c, d, 0, 0)
}
