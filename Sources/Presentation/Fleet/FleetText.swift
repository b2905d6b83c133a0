internal import Diagnostics
package import FoundationEssentials
package import RunStore

/// The fleet as tables.
package struct FleetText {
    /// The lines.
    package let lines: [String]

    /// Lays the tables out; one without rows is replaced by a few words.
    ///
    /// - Parameters:
    ///   - fleet: The fleet.
    ///   - now: Now.
    package init(_ fleet: FleetState, now: Date) {
        let age = { (date: Date) in ClockText.age(date, now: now) }
        var lines: [String] = []
        func add(_ title: String, _ header: [String], _ rows: [[String]], none: String) {
            if !lines.isEmpty { lines.append("") }
            lines.append(rows.isEmpty ? none : title)
            guard !rows.isEmpty else { return }
            lines += Table(header: header, rows: rows.map { row in row.map { printable($0) } }).lines
        }
        add(
            "machines",
            ["HOST", "PROCESS", "KIND", "DRIVES", "MODELS", "STARTED", "SEEN"],
            fleet.machines.map { machine in
                let process = machine.process
                return [
                    process.owner.host, String(process.owner.processID), process.kind.rawValue,
                    "\(machine.drives)/\(process.concurrency)", String(process.models.count), age(process.started),
                    machine.isThere ? age(process.seen) : "gone, \(age(process.seen))",
                ]
            },
            none: "no process executes enqueued runs; start one with 'runner work'"
        )
        add(
            "slots",
            ["ACCOUNT", "IN USE", "OF", "SUBMITTED", "OLDEST"],
            fleet.accounts.map { account in
                [
                    account.name, String(account.inUse), account.limit.map(String.init) ?? "-",
                    String(account.submitted), account.oldest.map(age) ?? "-",
                ]
            },
            none: "no slot is in use"
        )
        add(
            "queue",
            ["MODEL", "SERVICE", "WAITING", "OLDEST"],
            fleet.waiting.map { [$0.model, $0.service ?? "-", String($0.count), age($0.oldest)] },
            none: "no runs are waiting"
        )
        add(
            "leases",
            ["RUN", "MODEL", "STATUS", "HOST", "PROCESS", "SINCE"],
            fleet.leases.map { lease in
                [
                    lease.run.id.short, lease.run.model.name,
                    lease.run.status.rawValue + (lease.isHeld ? "" : " (expired)"), lease.lease.owner.host,
                    String(lease.lease.owner.processID), age(lease.lease.acquired),
                ]
            },
            none: "no runs are in progress"
        )
        add(
            "stuck",
            ["RUN", "MODEL", "SINCE", "REASON"],
            fleet.stuck.map { stuck in
                [stuck.run?.short ?? "\(stuck.count) runs", stuck.model, age(stuck.since), stuck.reason]
            },
            none: "nothing is stuck"
        )
        self.lines = lines
    }
}
