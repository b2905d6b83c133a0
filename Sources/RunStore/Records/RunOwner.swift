internal import FoundationEssentials
internal import Glibc

/// A process that drives a run, distinguished from every other process that ever ran.
package struct RunOwner: Sendable, Hashable, Codable {
    /// The machine.
    package var host: String
    /// The boot of the machine, from `/proc/sys/kernel/random/boot_id`, then a space and the namespace of the process id.
    package var boot: String
    /// The process.
    package var processID: Int32
    /// When the process started, in clock ticks since boot, because process ids are reused.
    package var processStart: Int64

    /// Creates an owner; each parameter is the property of the same name.
    package init(host: String, boot: String, processID: Int32, processStart: Int64) {
        self.host = host
        self.boot = boot
        self.processID = processID
        self.processStart = processStart
    }

    /// This process.
    package static var current: RunOwner { RunOwner(process: getpid()) }

    /// The name of this machine.
    package static var host: String {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// A running process of this machine.
    ///
    /// - Parameter process: Its id.
    package init(process: Int32) {
        self.init(
            host: Self.host,
            boot: "\(Self.bootID) \(Self.namespace)",
            processID: process,
            processStart: Self.processStart(of: process) ?? 0
        )
    }

    /// Whether the process is running; `nil` for one on another machine or in another container, which cannot be seen from here.
    package var isAlive: Bool? {
        let current = Self.current
        guard host == current.host else { return nil }
        guard boot == current.boot else {
            return boot.split(separator: " ").first == current.boot.split(separator: " ").first ? nil : false
        }
        return Self.processStart(of: processID) == processStart
    }

    /// Whether the process is running on this machine and suspended, so that it does nothing until someone lets it continue.
    package var isSuspended: Bool {
        guard isAlive == true, let state = Self.fields(of: processID)?.first else { return false }
        return state == "T" || state == "t"
    }

    /// Such as `pid:[4026531836]`; containers that share a store and a host name see different processes.
    private static let namespace =
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")) ?? ""

    private static let bootID =
        text("/proc/sys/kernel/random/boot_id")?.split(separator: "\n").first.map(String.init) ?? ""

    /// Reads field 22 of `/proc/PID/stat`.
    private static func processStart(of process: Int32) -> Int64? {
        // A zombie has ended.
        guard let fields = fields(of: process), fields.count > 19, fields[0] != "Z" else { return nil }
        return Int64(fields[19])
    }

    /// Reads `/proc/PID/stat` from field 3 on; the name before it may contain anything, including spaces.
    private static func fields(of process: Int32) -> [Substring]? {
        guard let text = text("/proc/\(process)/stat"), let name = text.lastIndex(of: ")") else { return nil }
        return Array(text[name...].split(separator: " ").dropFirst())
    }

    private static func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }
}
