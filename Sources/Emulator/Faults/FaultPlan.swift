/// The faults that are still to happen, in the order in which they were requested.
struct FaultPlan: Sendable {
    private var armed: [Fault]

    /// Creates a plan.
    ///
    /// - Parameter faults: What is to go wrong; of several for one target the first happens first.
    init(_ faults: [Fault] = []) {
        armed = faults
    }

    /// The faults that have not happened as often as asked, each with the number of times that is left.
    var remaining: [Fault] { armed }

    /// Adds a fault after the others.
    ///
    /// - Parameter fault: What is to go wrong.
    mutating func add(_ fault: Fault) {
        armed.append(fault)
    }

    /// Removes all faults.
    mutating func clear() {
        armed = []
    }

    /// Returns what goes wrong now, and counts it.
    ///
    /// - Parameter target: Where something happens.
    /// - Returns: The fault, or `nil` when nothing goes wrong.
    mutating func take(at target: Fault.Target) -> Fault? {
        guard let index = armed.firstIndex(where: { $0.target.covers(target) }) else { return nil }
        let fault = armed[index]
        switch fault.count {
        case nil: break
        case .some(let count) where count > 1: armed[index].count = count - 1
        default: armed.remove(at: index)
        }
        return fault
    }
}
