internal import Hashing
package import RunStore

/// The name of a batch, which is also the label of its runs: the same rows of the same file with the same model are the same batch.
package struct BatchName: Sendable, Hashable, CustomStringConvertible {
    /// The name as people see it, such as `catalog-3f9a01c2`.
    package let description: String

    /// What every label of a batch begins with.
    package static let labelPrefix = "batch:"

    /// Names a batch.
    ///
    /// - Parameters:
    ///   - stem: A readable beginning, such as the file's name without its ending.
    ///   - source: What distinguishes the batch from others: the absolute path of its file, or a name of the user's.
    ///   - model: The full name of the model.
    ///   - service: How the model's service is reached; what an emulator has made is no result of the service.
    /// - Throws: `HashingError`.
    package init(stem: String, source: String, model: String, service: RunService) throws {
        let place = service.usesOwnEmulator ? "emulator" : service.endpoint ?? ""
        let digest = try SHA256.digest(of: ["runner-batch-1", source, model, place].joined(separator: "\n")).hex
        let word = stem.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? String($0) : "-" }.joined()
        let readable = word.split(separator: "-").joined(separator: "-").prefix(32)
        description = "\(readable.isEmpty ? "batch" : readable)-\(digest.prefix(8))"
    }

    /// Reads the label of a run; `nil` for a label that no batch has made.
    ///
    /// - Parameter label: The label; `nil` for none.
    package init?(label: String?) {
        guard let label, label.hasPrefix(Self.labelPrefix) else { return nil }
        description = String(label.dropFirst(Self.labelPrefix.count))
    }

    /// The label of the batch's runs.
    package var label: String { Self.labelPrefix + description }

    /// The name that the batch gives to the run of a row.
    ///
    /// It follows from the row's inputs, so that rows may be moved, added and removed without a second payment, and a changed row is a new
    /// one.
    ///
    /// - Parameters:
    ///   - key: The row.
    ///   - attempt: How many runs the row had before this one, plus 1.
    /// - Returns: The name.
    package func runName(of key: RowKey, attempt: Int) -> String {
        "\(label)/\(key)\(attempt > 1 ? "#\(attempt)" : "")"
    }
}

/// What distinguishes a row from the others of its batch: its inputs, and how many earlier rows have the same.
package struct RowKey: Sendable, Hashable, CustomStringConvertible {
    private let fingerprint: String
    private let occurrence: Int

    /// Names a row.
    ///
    /// - Parameters:
    ///   - fingerprint: SHA-256 in hex of everything about its inputs that affects the result.
    ///   - occurrence: How many earlier rows of the file have the same inputs.
    package init(fingerprint: String, occurrence: Int) {
        self.fingerprint = String(fingerprint.prefix(32))
        self.occurrence = occurrence
    }

    /// Such as `9f86d081884c7d659a2feaa0c55ad015`, and for the second of two equal rows with `.2`.
    package var description: String { occurrence == 0 ? fingerprint : "\(fingerprint).\(occurrence + 1)" }
}
