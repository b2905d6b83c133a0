package import InferenceKit

/// Replaces the values of a model's secrets in texts for people, as when a service repeats a key that it refuses.
package struct SecretFilter: Sendable {
    /// Shorter values are words that may stand anywhere.
    private static let shortestLength = 6

    private let names: [(value: String, name: String)]

    /// Prepares the filter.
    ///
    /// - Parameter secrets: The secrets by their names in the manifest.
    package init(_ secrets: [String: Secret]) {
        names = secrets.map { (value: $1.exposed, name: $0) }
            .filter { $0.value.utf8.count >= Self.shortestLength }
            // A value that holds another one comes first.
            .sorted { ($0.value.utf8.count, $0.name) > ($1.value.utf8.count, $1.name) }
    }

    /// Returns a text with `<NAME>` in place of each secret.
    ///
    /// - Parameter text: A text for people.
    /// - Returns: The text without secrets.
    package func filtered(_ text: String) -> String {
        names.reduce(text) { text, secret in
            text.contains(secret.value) ? text.replacing(secret.value, with: "<\(secret.name)>") : text
        }
    }

    /// Returns an error without secrets, whether in our words or in the service's.
    ///
    /// - Parameter error: The error.
    /// - Returns: The same error otherwise.
    package func filtered(_ error: PredictionError) -> PredictionError {
        var error = error
        error.message = filtered(error.message)
        error.help = error.help.map(filtered)
        error.vendor = error.vendor.map { vendor in
            var vendor = vendor
            vendor.code = vendor.code.map(filtered)
            vendor.message = vendor.message.map(filtered)
            return vendor
        }
        return error
    }

    /// Returns a finding without secrets.
    ///
    /// - Parameter finding: The finding.
    /// - Returns: The same finding otherwise.
    package func filtered(_ finding: ServiceFinding) -> ServiceFinding {
        var finding = finding
        switch finding.outcome {
        case .works(let text): finding.outcome = .works(filtered(text))
        case .warning(let text, let help): finding.outcome = .warning(filtered(text), help: filtered(help))
        case .fails(let error): finding.outcome = .fails(filtered(error))
        }
        return finding
    }
}
