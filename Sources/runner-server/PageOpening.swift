import FoundationEssentials
import Glibc
import Processes

/// Shows the page in the browser of whoever sits at this machine.
struct PageOpening {
    let environment: [String: String]

    /// Programs that open an address in the user's browser, the usual one of Linux desktops first.
    private static let programs = ["xdg-open", "wslview"]
    /// What a browser needs to know; it needs no keys of services.
    private static let variables: Set<String> = [
        "DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "HOME", "LANG", "PATH", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME",
        "WSL_INTEROP",
        "XAUTHORITY", "XDG_CURRENT_DESKTOP", "XDG_DATA_DIRS", "XDG_RUNTIME_DIR",
    ]

    /// Opens an address, and does not wait for the browser.
    ///
    /// - Parameter address: The address of the page.
    /// - Returns: Whether a program was started that does it; there is none without a desktop.
    func open(_ address: String) -> Bool {
        // Without a desktop, xdg-open may start a browser for terminals, over the log of the server.
        let isDesktop = ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"].contains { environment[$0]?.isEmpty == false }
        let path = SearchPath(environment: environment)
        guard isDesktop, let program = Self.programs.lazy.compactMap({ path.program(named: $0) }).first else {
            return false
        }
        return start(program, address)
    }

    private func start(_ program: String, _ address: String) -> Bool {
        var actions = posix_spawn_file_actions_t()
        guard posix_spawn_file_actions_init(&actions) == 0 else { return false }
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
            guard posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0) == 0 else {
                return false
            }
        }
        keepDescriptors()
        let known = environment.filter { Self.variables.contains($0.key) }.map { "\($0.key)=\($0.value)" }
        var arguments = Self.pointers([program, address])
        var variables = Self.pointers(known)
        defer { for pointer in arguments + variables { free(pointer) } }
        var process: pid_t = 0
        return posix_spawn(&process, program, &actions, nil, &arguments, &variables) == 0
    }

    /// Keeps the files and sockets of this process from the browser.
    ///
    /// NIO's sockets pass to child processes, and a browser would hold the address of a server that has ended.
    private func keepDescriptors() {
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        for descriptor in open.compactMap({ Int32($0) }) where descriptor > STDERR_FILENO {
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        }
    }

    private static func pointers(_ words: [String]) -> [UnsafeMutablePointer<CChar>?] {
        words.map { strdup($0) } + [nil]
    }
}
