/// What a confined process may reach; everything else is refused by the kernel.
///
/// The rules are fixed when the process starts and are never widened. The runner passes them as arguments, since they have
/// to be known before the process has a second thread: Landlock confines the calling thread and those that it starts.
package struct SandboxRules: Sendable, Hashable {
    /// Which sockets the process can open.
    package enum Network: Sendable, Hashable {
        /// None.
        case none
        /// TCP connections to these ports, without looking up names, as on this machine alone.
        case local(ports: [UInt16])
        /// TCP connections to these ports, and UDP to look up names.
        case world(ports: [UInt16])
        /// All TCP connections, and UDP to look up names.
        case anywhere
    }

    /// Files, and directories with everything in them, that can be read.
    package var readable: [String]
    /// Files, and directories with everything in them, that can be read and started as programs.
    ///
    /// If there is one, processes can be started, all of which stay in the process group.
    package var executable: [String]
    /// Files, and directories with the files in them, that can be read and written but not created or replaced; they must exist.
    package var writable: [String]
    /// Directories in which files can be read, written, created and removed.
    package var scratch: [String]
    /// Which sockets the process can open.
    package var network: Network
    /// Whether the process can open local sockets, whatever listens on them; for a program that needs its user's agents.
    package var hasLocalSockets: Bool
    /// The most bytes that a file written by the process can have.
    package var fileBytes: Int64
    /// The time after which the process is killed; `nil` for no limit.
    package var lifetime: Duration?
    /// Whether the process is killed when the runner ends.
    package var diesWithRunner: Bool
    /// How long after the end of the runner the process is killed, whatever it does; `nil` if it has to notice that end itself.
    package var grace: Duration?

    /// The default of ``fileBytes``.
    package static let defaultFileBytes: Int64 = 16 << 30

    /// Creates rules; each parameter is the property of the same name.
    package init(
        readable: [String] = [],
        executable: [String] = [],
        writable: [String] = [],
        scratch: [String] = [],
        network: Network = .none,
        hasLocalSockets: Bool = false,
        fileBytes: Int64 = defaultFileBytes,
        lifetime: Duration? = nil,
        diesWithRunner: Bool = true,
        grace: Duration? = nil
    ) {
        self.readable = readable
        self.executable = executable
        self.writable = writable
        self.scratch = scratch
        self.network = network
        self.hasLocalSockets = hasLocalSockets
        self.fileBytes = fileBytes
        self.lifetime = lifetime
        self.diesWithRunner = diesWithRunner
        self.grace = grace
    }

    /// The TCP ports that can be connected to.
    var ports: [UInt16] {
        switch network {
        case .none, .anywhere: []
        case .local(let ports), .world(let ports): ports
        }
    }
}
