package import RunStore

/// Which run something has happened to.
package struct RunNews: Sendable, Hashable {
    /// The run.
    package let run: RunID
    /// The full name of its model.
    package let model: String
    /// Who asked for it; `nil` for the user of this machine.
    package let caller: String?

    /// Describes a run.
    ///
    /// - Parameter run: The run.
    package init(_ run: Run) {
        self.run = run.id
        model = run.model.name
        caller = run.caller
    }
}
