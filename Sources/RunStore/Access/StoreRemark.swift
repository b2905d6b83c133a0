/// Something that a user should know about a store, besides what is recorded in it.
package struct StoreRemark: Sendable, Hashable {
    /// Whether something may go wrong.
    package var isWarning: Bool
    /// What was found, one phrase.
    package var message: String
    /// How to fix it.
    package var help: String?

    /// Creates a remark.
    ///
    /// - Parameters:
    ///   - message: What was found, one phrase.
    ///   - isWarning: Whether something may go wrong.
    ///   - help: How to fix it.
    package init(_ message: String, isWarning: Bool = false, help: String? = nil) {
        self.message = message
        self.isWarning = isWarning
        self.help = help
    }
}

extension RunDatabase {
    package func examine() async -> [StoreRemark] { [] }
}
