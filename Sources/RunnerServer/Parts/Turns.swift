internal import HTTPTypes

/// Lets a limited number of tasks work at a time, and a limited number wait for their turn in order.
///
/// An actor, since the tasks come and go on their own.
actor Turns {
    private var free: Int
    private let mostWaiting: Int
    private let mostWaitingOfOne: Int
    private var waiting: [(caller: String, turn: CheckedContinuation<Void, Never>)] = []

    /// - Parameters:
    ///   - count: How many work at a time.
    ///   - waiting: How many wait at most, of one caller half as many.
    init(_ count: Int, waiting: Int) {
        free = count
        mostWaiting = waiting
        mostWaitingOfOne = max(1, waiting / 2)
    }

    /// Works when it is this task's turn.
    ///
    /// - Parameters:
    ///   - caller: Who asks.
    ///   - work: The work.
    /// - Returns: What the work gives.
    /// - Throws: ``Problem`` with 429 when too many wait already, or what the work throws.
    nonisolated func take<Value: Sendable>(
        for caller: String,
        _ work: () async throws -> Value
    ) async throws -> Value {
        try await begin(caller)
        do {
            let value = try await work()
            await end()
            return value
        } catch {
            await end()
            throw error
        }
    }

    private func begin(_ caller: String) async throws(Problem) {
        guard free == 0 else {
            free -= 1
            return
        }
        guard waiting.count < mostWaiting, waiting.count(where: { $0.caller == caller }) < mostWaitingOfOne else {
            throw Problem(
                .tooManyRequests,
                "too many inputs are being checked and adapted",
                code: "too-many-checks",
                help: "try again in a few seconds; nothing was sent or recorded"
            ).with(.retryAfter, "2")
        }
        await withCheckedContinuation { waiting.append((caller, $0)) }
    }

    /// How many wait now.
    var waitingCount: Int { waiting.count }

    /// Gives a turn back, to the one that has waited longest.
    func end() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().turn.resume() }
    }
}
