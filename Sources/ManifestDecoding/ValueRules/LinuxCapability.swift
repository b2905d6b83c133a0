package import Diagnostics
import YAML

extension Rule {
    /// A capability that Linux does not have.
    package static let linuxCapability = Rule(
        "linux-capability",
        "A sandbox lists Linux capabilities in upper case and without 'CAP_'."
    )
}

/// What a sandbox can allow; see <https://man7.org/linux/man-pages/man7/capabilities.7.html>.
package enum LinuxCapability: ManifestRule {
    /// The id, the severity and the demand.
    package static var rule: Rule { .linuxCapability }

    /// The capabilities that Linux has.
    package static let known: [String] = [
        "AUDIT_CONTROL", "AUDIT_READ", "AUDIT_WRITE", "BLOCK_SUSPEND", "BPF", "CHECKPOINT_RESTORE", "CHOWN",
        "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "IPC_LOCK", "IPC_OWNER", "KILL", "LEASE",
        "LINUX_IMMUTABLE", "MAC_ADMIN", "MAC_OVERRIDE", "MKNOD", "NET_ADMIN", "NET_BIND_SERVICE", "NET_BROADCAST",
        "NET_RAW", "PERFMON", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYSLOG", "SYS_ADMIN", "SYS_BOOT",
        "SYS_CHROOT", "SYS_MODULE", "SYS_NICE", "SYS_PACCT", "SYS_PTRACE", "SYS_RAWIO", "SYS_RESOURCE", "SYS_TIME",
        "SYS_TTY_CONFIG", "WAKE_ALARM",
    ]

    /// Reports capabilities that Linux does not have or that are spelled in another way.
    ///
    /// - Parameters:
    ///   - capabilities: The capabilities with their places.
    ///   - findings: Receives what is wrong.
    package static func check(_ capabilities: [Located<String>], _ findings: Findings) {
        var seen: Set<String> = []
        for capability in capabilities where !findings.isFull {
            let text = capability.value
            let upper = text.uppercased()
            let name = upper.hasPrefix("CAP_") ? String(upper.dropFirst(4)) : upper
            guard seen.insert(name).inserted else {
                findings.reportRepeated("capability", text, at: capability.place)
                continue
            }
            if known.contains(text) { continue }
            let isKnown = known.contains(name)
            let near = isKnown ? name : nearest(to: name, in: known)
            findings.report(
                .linuxCapability,
                isKnown
                    ? "\(quoted(text)) is not in the form that a sandbox expects"
                    : "Linux has no capability \(quoted(text))",
                at: capability.place,
                help: isKnown
                    ? "write '\(name)'"
                    : near.map { "did you mean '\($0)'?" } ?? "write a capability without 'CAP_', such as SYS_PTRACE",
                fix: isKnown ? .writing(name, at: capability.place) : nil,
                blocks: false
            )
        }
    }
}
