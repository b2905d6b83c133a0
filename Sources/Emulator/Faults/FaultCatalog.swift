/// Every fault that an emulator knows: where faults can happen, and their kinds.
struct FaultCatalog: Sendable {
    /// The names of all actions of all services.
    let actions: [String]

    /// The kinds, in the order of the documentation.
    let kinds: [FaultKind]

    /// Creates a catalog of what the services add to the kinds that any of them can have.
    ///
    /// - Parameters:
    ///   - actions: The names of all actions of all services.
    ///   - kinds: The kinds that only these services have.
    init(actions: [String], kinds: [FaultKind]) {
        self.actions = actions
        self.kinds = kinds + FaultKind.general
    }

    /// Every target with its name in a specification.
    var targets: [(name: String, target: Fault.Target)] {
        actions.map { ($0, .action($0)) }
            + [("any", .anyAction), ("video", .video), ("mask", .mask), ("upload", .upload), ("fetch", .fetch)]
    }
}
