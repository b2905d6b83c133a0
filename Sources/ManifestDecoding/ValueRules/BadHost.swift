import Addresses
package import Diagnostics
import YAML

extension Rule {
    /// A host that no request can be compared with.
    package static let badHost = Rule(
        "bad-host",
        "A host is a lower-case name with a dot, optionally with '*.' before it or a port after it.",
        isMandatory: true
    )
}

/// A model connects to the hosts that its manifest declares, and to no others.
package enum BadHost: ManifestRule {
    /// The id, the severity and the demand.
    package static var rule: Rule { .badHost }

    /// Reads the key `hosts`, and reports what is no host.
    ///
    /// - Parameter fields: The manifest.
    /// - Returns: The hosts that can be used.
    static func read(_ fields: Fields) -> [String] {
        var known: Set<String> = []
        var hosts: [String] = []
        for item in fields.items("hosts") where !fields.findings.isFull {
            guard HostPattern(item.value) != nil else {
                report(item, fields.findings)
                continue
            }
            guard known.insert(item.value).inserted else {
                fields.findings.reportRepeated("host", item.value, at: item.place)
                continue
            }
            hosts.append(item.value)
        }
        return hosts
    }

    private static func report(_ item: Located<String>, _ findings: Findings) {
        let meant = meant(by: item.value)
        findings.report(
            .badHost,
            item.value.isEmpty ? "an empty host" : "\(quoted(item.value)) is not the name of a host",
            at: item.place,
            help: meant.map { "write '\($0)'" }
                ?? "write a name such as 'api.example.com', '*.example.com' for all below a domain, "
                + "or 'api.example.com:8443' for another port",
            fix: meant.flatMap { .writing($0, at: item.place) }
        )
    }

    /// The host of a link, or of a name in upper case.
    private static func meant(by text: String) -> String? {
        let host = LinkHost(of: text) ?? LinkHost(of: "https://\(text)")
        return host.map(\.text).flatMap { HostPattern($0) == nil ? nil : $0 }
    }
}
