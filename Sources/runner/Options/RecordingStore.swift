import FoundationEssentials
import RunStore
import RunnerCore
import Spending

/// Where a command that predicts records its runs: read before the checks if it is there, and created only for runs that pass them.
actor RecordingStore {
    private let state: StateOptions
    private let isDryRun: Bool
    private var store: (any RunDatabase)?

    /// - Parameters:
    ///   - state: Where the store is.
    ///   - isDryRun: Whether nothing is recorded.
    init(_ state: StateOptions, isDryRun: Bool) {
        self.state = state
        self.isDryRun = isDryRun
    }

    /// The store, if there is one.
    func existing() async throws -> (any RunDatabase)? {
        guard try state.mayExist else { return nil }
        if !isDryRun { return try await opened() }
        return try await state.store(isForReading: true)
    }

    /// The store, created when there is none.
    func opened() async throws -> any RunDatabase {
        if let store { return store }
        let opened = try await state.store()
        store = opened
        return opened
    }

    /// Nobody is asked to pay for a run that cannot be recorded.
    ///
    /// - Parameter consent: How the user agrees.
    /// - Returns: The same; the store is opened before a question.
    nonisolated func opened(before consent: Consent) -> Consent {
        guard case .ask(let ask) = consent else { return consent }
        return .ask { question in
            _ = try await self.opened()
            return try await ask(question)
        }
    }
}
