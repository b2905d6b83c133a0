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
        return DetachedProgram.start(
            program,
            [address],
            environment: environment.filter { Self.variables.contains($0.key) }
        )
    }
}
