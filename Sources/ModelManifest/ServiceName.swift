internal import EmulatedServices
internal import YAML

/// The service that a model calls, as its manifest names it: a lower-case word such as `vision`.
///
/// The name selects the environment variable that redirects the service's requests, its slots, and the part of the
/// emulator that stands in for it.
package struct ServiceName: Sendable, Hashable {
    /// The longest name, in bytes.
    package static let longest = 40

    /// The name, such as `vision`.
    package let text: String

    /// Creates a name; `nil` for a text that is not one.
    ///
    /// - Parameter text: Lower-case words and numbers joined by single `-`, starting with a letter, at most 40 bytes.
    package init?(_ text: String) {
        let isLetter = text.firstByte.map { $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") } ?? false
        guard isLetter, NameForms.isSlug(text), text.utf8.count <= Self.longest else { return nil }
        self.text = text
    }

    /// Whether the emulator stands in for the service, so that its models can be tried without an account.
    package var isEmulated: Bool { EmulatedServiceName(rawValue: text) != nil }

    /// The environment variable that redirects the service's requests: `VISION_ENDPOINT` for `vision`.
    package var endpointVariable: String {
        String(text.uppercased().map { $0 == "-" ? "_" : $0 }) + "_ENDPOINT"
    }
}

// MARK: - CustomStringConvertible

extension ServiceName: CustomStringConvertible {
    /// The name.
    package var description: String { text }
}
