/// How much of a service one account may use at a time, and how fast.
package struct ServiceLimit: Sendable, Hashable {
    /// The service and the account, as one word that all processes agree on; see ``ServiceLimits/limit(of:endpoint:)``.
    package var account: String
    /// How many tasks it takes at a time; `nil` when that is unknown, so that the service itself decides.
    package var slots: Int?
    /// How many tasks may be submitted in a minute; `nil` for any number.
    package var submissionsPerMinute: Int?

    /// Creates a limit; each parameter is the property of the same name.
    package init(account: String, slots: Int? = nil, submissionsPerMinute: Int? = nil) {
        self.account = account
        self.slots = slots
        self.submissionsPerMinute = submissionsPerMinute
    }
}

/// The limits of all services that the user of this machine knows of.
package struct ServiceLimits: Sendable, Hashable {
    /// How many tasks each service takes at a time, by the service's name.
    package var slots: [String: Int]
    /// How many tasks may be submitted to each service in a minute, by the service's name.
    package var submissionsPerMinute: [String: Int]
    /// What the user calls the account whose keys are set here; `nil` when there is only one.
    package var account: String?
    /// Accounts, as ``limit(of:endpoint:)`` names them, to which nothing is submitted now; tasks that exist there go on.
    package var closed: Set<String> = []

    /// Creates limits; each parameter is the property of the same name.
    package init(slots: [String: Int] = [:], submissionsPerMinute: [String: Int] = [:], account: String? = nil) {
        self.slots = slots
        self.submissionsPerMinute = submissionsPerMinute
        self.account = account
    }

    /// The limit that applies to a task.
    ///
    /// Another endpoint is another service: the tasks of an emulator take no slots of the real one.
    ///
    /// - Parameters:
    ///   - service: The name of the service.
    ///   - endpoint: The address used instead of the service's own.
    /// - Returns: The limit, which may allow anything.
    package func limit(of service: String, endpoint: String?) -> ServiceLimit {
        let words = [service, account.map { "/\($0)" }, endpoint.map { "@\($0)" }].compactMap(\.self)
        let name = words.joined()
        return ServiceLimit(
            account: name,
            slots: closed.contains(name) ? 0 : slots[service],
            submissionsPerMinute: submissionsPerMinute[service]
        )
    }

    /// The limit that applies to a recorded run; `nil` for one that calls no service, or only its own emulator.
    ///
    /// - Parameter run: How the run reaches its service.
    /// - Returns: The limit.
    package func limit(of run: RunService) -> ServiceLimit? {
        guard let name = run.name, !run.usesOwnEmulator else { return nil }
        return limit(of: name, endpoint: run.endpoint)
    }
}
