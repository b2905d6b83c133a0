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
    ///   - program: The program to start. It can read itself, and what an installation has beside `bin`.
    ///   - readable: Files and directories that it reads besides the system's.
    ///   - scratch: Directories that it writes to.
    ///   - network: Which sockets it can open.
    ///   - hasLocalSockets: Whether it can also open local sockets.
    ///   - home: The user's home directory.
    package init(
        confiner: String,
        program: String,
        readable: [String] = [],
        scratch: [String] = [],
        network: SandboxRules.Network = .none,
        hasLocalSockets: Bool = false,
        home: String? = getenv("HOME").map { String(cString: $0) }
    ) {
        self.confiner = confiner
        rules = SandboxRules(
            readable: readable + Self.settings,
            executable: Self.system + Self.installation(of: Self.resolved(program), home: home.map(Self.resolved)),
            scratch: scratch,
            network: network,
            hasLocalSockets: hasLocalSockets,
            fileBytes: .max,
            diesWithRunner: false
        )
    }

    /// What a program has of its own: for `/opt/swift/usr/bin/swiftc`, the directories of that installation.
    ///
    /// A program that lies elsewhere, or among the user's own programs and data, has its file and its libraries only: the home
    /// directory, `~/.local/share` and a directory of downloads also hold what is none of its business.
    private static func installation(of program: String, home: String?) -> [String] {
        let parts = program.split(separator: "/")
        let directory = parts.dropLast()
        let isInstalled = directory.count > 1 && directory.last == "bin"
        let prefix = isInstalled ? directory.dropLast() : directory
        let place = prefix.map { "/\($0)" }.joined()
        let beside = { (names: [String]) in names.map { "\(place)/\($0)" } }
        let personal: [Substring] = home.map { $0.split(separator: "/") + [".local"] } ?? []
        guard isInstalled, !personal.starts(with: prefix) else { return [program] + beside(["lib", "libexec"]) }
        return [program] + beside(["bin", "include", "lib", "lib64", "libexec", "share"])
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
