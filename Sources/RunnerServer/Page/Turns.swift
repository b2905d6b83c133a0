/// Lets a number of tasks work at a time; the others wait in their order.
///
/// An actor, since the tasks come and go on their own.
actor Turns {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// - Parameter count: How many work at a time.
    init(_ count: Int) { free = count }

    /// Works when it is this task's turn.
    nonisolated func take<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
        await begin()
        do {
            let value = try await work()
            await end()
            return value
        } catch {
            await end()
            throw error
        }
    }

    private func begin() async {
        guard free == 0 else {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    private func end() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
