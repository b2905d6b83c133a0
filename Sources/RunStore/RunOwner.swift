internal import FoundationEssentials
internal import Glibc

/// A process that works on a run, told apart from any other process that ever ran.
package struct RunOwner: Sendable, Hashable, Codable {
    /// The machine.
    package var host: String
    /// The start of the machine, `/proc/sys/kernel/random/boot_id`, and after a blank the namespace in which the process id counts.
    package var boot: String
    /// The process.
    package var processID: Int32
    /// When the process began, in clock ticks after the start of the machine; a process id alone is used again.
    package var processStart: Int64

    /// Describes a process; each parameter is the property of the same name.
    package init(host: String, boot: String, processID: Int32, processStart: Int64) {
        self.host = host
        self.boot = boot
        self.processID = processID
        self.processStart = processStart
    }

    /// This process.
    package static var current: RunOwner {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        let host = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return RunOwner(
            host: host,
            boot: "\(bootID) \(namespace)",
            processID: getpid(),
            processStart: processStart(of: getpid()) ?? 0
        )
    }

    /// Whether the process is there; `nil` for one on another machine or in another container, of which that is not known.
    package var isAlive: Bool? {
        let current = Self.current
        guard host == current.host else { return nil }
        guard boot == current.boot else {
            return boot.split(separator: " ").first == current.boot.split(separator: " ").first ? nil : false
        }
        return Self.processStart(of: processID) == processStart
    }

    /// Such as `pid:[4026531836]`; containers that share a store and a name see different processes.
    private static var namespace: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")) ?? ""
    }

    private static var bootID: String {
        text("/proc/sys/kernel/random/boot_id")?.split(separator: "\n").first.map(String.init) ?? ""
    }

    /// Reads field 22 of `/proc/PID/stat`; the fields are counted after the name, which may hold anything.
    private static func processStart(of process: Int32) -> Int64? {
        guard let text = text("/proc/\(process)/stat"), let name = text.lastIndex(of: ")") else { return nil }
        let fields = text[name...].split(separator: " ").dropFirst()
        // A zombie is gone.
        guard fields.count > 19, fields.first != "Z" else { return nil }
        return Int64(fields[fields.startIndex + 19])
    }

    private static func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }
}
