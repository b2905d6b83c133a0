internal import InferenceKit
package import RunStore

/// What contradicts itself in a store; nothing should, whenever and however the processes that use it ended.
///
/// - Parameter store: The store.
/// - Returns: One sentence for each contradiction.
/// - Throws: When the store cannot be read.
package func contradictions(in store: any RunDatabase) async throws -> [String] {
    var found: [String] = []
    for run in try await store.runs(RunFilter()) {
        let steps = try await store.steps(of: run.id)
        func check(_ condition: Bool, _ rule: String) {
            if !condition { found.append("\(run.id) is \(run.status): \(rule)") }
        }
        check((run.ended != nil) == run.status.isTerminal, "it has an end if it has ended")
        check(!run.status.isTerminal || run.lease == nil, "no process drives it if it has ended")
        check(run.status != .succeeded || run.output != nil && run.price != nil, "it has an output if it succeeded")
        check(![.failed, .canceled, .unknown].contains(run.status) || run.failure != nil, "it says why it failed")
        check(run.isPaid == steps.contains { $0.record.isPaidFor }, "it is paid if a paid step succeeded")
        check(
            !steps.contains(where: \.isUndecided) || run.status == .unknown || !run.status.isTerminal,
            "it is unknown if a paid step is undecided"
        )
        for (key, attempts) in Dictionary(grouping: steps, by: { "\($0.record.name) \($0.record.ordinal)" }) {
            check(attempts.map(\.attempt) == Array(1...attempts.count), "the attempts at '\(key)' are numbered")
            check(attempts.count { $0.record.isPaidFor } <= 1, "'\(key)' is paid once")
        }
        for step in steps {
            check((step.ended == nil) == (step.record.phase == .began), "'\(step.record.name)' has an end if it ended")
        }
    }
    return found
}
