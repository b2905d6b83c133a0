internal import Glibc

/// The sandbox of a program that we start and did not write, such as a compiler: no files but those it needs, no network unless
/// it needs that, and no way out of its process group.
///
/// Another program, `runner-worker`, confines itself and then becomes the program.
package struct ProgramSandbox: Sendable, Hashable {
    private let confiner: String
    private let rules: SandboxRules

    /// Plans a sandbox.
    ///
    /// - Parameters:
    ///   - confiner: The program `runner-worker`.
    ///   - program: The program to start. Its directory is readable, and all beside that if it is `bin`.
    ///   - readable: Files and directories that it reads besides the system's.
    ///   - scratch: Directories that it writes to.
    ///   - network: Which sockets it can open.
    ///   - hasLocalSockets: Whether it can also open local sockets.
    package init(
        confiner: String,
        program: String,
        readable: [String] = [],
        scratch: [String] = [],
        network: SandboxRules.Network = .none,
        hasLocalSockets: Bool = false
    ) {
        self.confiner = confiner
        var place = Self.resolved(program).split(separator: "/").dropLast()
        // `/opt/swift/usr` for `/opt/swift/usr/bin/swiftc`.
        if place.count > 1, place.last == "bin" { place.removeLast() }
        rules = SandboxRules(
            readable: readable + Self.settings,
            executable: Self.system + (place.isEmpty ? [] : ["/" + place.joined(separator: "/")]),
            scratch: scratch,
            network: network,
            hasLocalSockets: hasLocalSockets,
            fileBytes: .max,
            diesWithRunner: false
        )
    }

    /// The path without symbolic links.
    private static func resolved(_ path: String) -> String {
        guard let found = realpath(path, nil) else { return path }
        defer { free(found) }
        return String(cString: found)
    }

    private static let system = ["/bin", "/sbin", "/lib", "/lib64", "/usr", "/opt"]
    private static let settings = ["/etc/alternatives", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/fonts"]

    /// The command that starts a program in the sandbox.
    ///
    /// - Parameters:
    ///   - program: Its absolute path.
    ///   - arguments: Its arguments.
    /// - Returns: A program with its arguments.
    package func command(_ program: String, _ arguments: [String]) -> [String] {
        [confiner, Self.option] + rules.arguments + ["--", program] + arguments
    }

    /// The option with which `runner-worker` becomes a program.
    package static let option = "--run"
}
