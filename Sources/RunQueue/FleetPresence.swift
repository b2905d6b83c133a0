package import RunStore

/// As what a queue shows itself in the fleet; see ``FleetProcess``.
package struct FleetPresence: Sendable {
    /// What the process is there for.
    package var kind: FleetProcess.Kind
    /// The version of the program.
    package var version: String
    /// How often the process announces itself, and looks at its models again.
    package var pulse: Duration = FleetProcess.pulse

    /// Creates a description.
    ///
    /// - Parameters:
    ///   - kind: What the process is there for.
    ///   - version: The version of the program.
    package init(kind: FleetProcess.Kind, version: String) {
        self.kind = kind
        self.version = version
    }
}
