/// How much a finding matters: an error stops the work, a warning is only said.
package enum Severity: String, Sendable, Hashable, CaseIterable {
    case error
    case warning
}
