package import FoundationEssentials
package import InferenceKit
package import RunStore

/// The fleet as JSON.
package enum FleetJSON {
    /// Describes the fleet.
    ///
    /// - Parameters:
    ///   - fleet: The fleet.
    ///   - now: Now.
    /// - Returns: An object.
    package static func object(_ fleet: FleetState, now: Date) -> JSONValue {
        .object([
            "time": .string(now.timestamp),
            "machines": .array(fleet.machines.map(machine)),
            "slots": .array(fleet.accounts.map(account)),
            "queue": [
                "waiting": .int(fleet.depth),
                "oldest": time(fleet.oldest),
                "oldest_seconds": fleet.oldest.map { .double(max(0, now.timeIntervalSince($0))) } ?? .null,
                "models": .array(fleet.waiting.map(waiting)),
            ],
            "leases": .array(fleet.leases.map(lease)),
            "stuck": .array(fleet.stuck.map(stuck)),
        ])
    }

    private static func machine(_ machine: FleetState.Machine) -> JSONValue {
        let process = machine.process
        return [
            "host": .string(process.owner.host), "process": .int(Int(process.owner.processID)),
            "kind": .string(process.kind.rawValue), "version": .string(process.version),
            "concurrency": .int(process.concurrency), "drives": .int(machine.drives),
            "models": .object(process.models.mapValues(JSONValue.string)), "started": time(process.started),
            "seen": time(process.seen), "is_there": .bool(machine.isThere),
        ]
    }

    private static func account(_ account: FleetState.Account) -> JSONValue {
        [
            "account": .string(account.name), "in_use": .int(account.inUse),
            "limit": account.limit.map { .int($0) } ?? .null, "submitted": .int(account.submitted),
            "oldest": time(account.oldest),
        ]
    }

    private static func waiting(_ group: FleetFacts.Waiting) -> JSONValue {
        [
            "model": .string(group.model), "model_key": .string(group.modelKey),
            "service": group.service.map(JSONValue.string) ?? .null, "waiting": .int(group.count),
            "oldest": time(group.oldest),
        ]
    }

    private static func lease(_ lease: FleetState.Lease) -> JSONValue {
        [
            "run": .string(lease.run.id.description), "model": .string(lease.run.model.name),
            "status": .string(lease.run.status.rawValue), "host": .string(lease.lease.owner.host),
            "process": .int(Int(lease.lease.owner.processID)), "acquired": time(lease.lease.acquired),
            "expires": time(lease.lease.expires), "is_held": .bool(lease.isHeld),
        ]
    }

    private static func stuck(_ stuck: FleetState.Stuck) -> JSONValue {
        [
            "run": stuck.run.map { .string($0.description) } ?? .null, "model": .string(stuck.model),
            "count": .int(stuck.count), "since": time(stuck.since), "reason": .string(stuck.reason),
        ]
    }

    private static func time(_ date: Date?) -> JSONValue { date.map { .string($0.timestamp) } ?? .null }
}
