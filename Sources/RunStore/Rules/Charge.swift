package import FoundationEssentials

/// What a run has cost, may have cost or may still cost: a line of the ledger, which outlives the run.
package struct Charge: Sendable, Hashable {
    /// How certain the charge is.
    package enum State: String, Sendable, Hashable, CaseIterable {
        /// The run has not ended and may still be charged.
        case reserved
        /// A paid step of the run has succeeded.
        case paid
        /// The run ended or was removed while it was unknown whether a paid step had succeeded.
        case undecided
    }

    /// How certain it is.
    package var state: State
    /// The amount: the price where it is known, else the estimate.
    package var amount: RunPrice
    /// Whether the amount is the estimate.
    package var isEstimate: Bool
    /// When it was reserved, or when the paid step began.
    package var time: Date

    /// Creates a charge; each parameter is the property of the same name.
    package init(state: State, amount: RunPrice, isEstimate: Bool, time: Date) {
        self.state = state
        self.amount = amount
        self.isEstimate = isEstimate
        self.time = time
    }
}

extension Charge {
    /// What is known about a run when its charge is decided.
    package struct Facts: Sendable, Hashable {
        /// Whether the service charges for the run.
        package var isCharged: Bool
        /// The status of the run.
        package var status: RunStatus
        /// Whether a paid step of it has succeeded.
        package var isPaid: Bool
        /// Whether a paid step of it began and did not fail, even if the user gave it up.
        package var mayBePaid: Bool
        /// What it was expected to cost.
        package var estimate: RunPrice
        /// What it cost, once it has succeeded.
        package var price: RunPrice?

        /// Creates facts; each parameter is the property of the same name.
        package init(
            isCharged: Bool,
            status: RunStatus,
            isPaid: Bool,
            mayBePaid: Bool,
            estimate: RunPrice,
            price: RunPrice?
        ) {
            self.isCharged = isCharged
            self.status = status
            self.isPaid = isPaid
            self.mayBePaid = mayBePaid
            self.estimate = estimate
            self.price = price
        }

        /// Takes what is known from a run without steps.
        ///
        /// - Parameter run: The run.
        package init(_ run: Run) {
            self.init(
                isCharged: run.service.isCharged,
                status: run.status,
                isPaid: run.isPaid,
                mayBePaid: run.isPaid,
                estimate: run.estimate,
                price: run.price
            )
        }
    }

    /// Decides what a run is charged with after something about it has changed.
    ///
    /// - Parameters:
    ///   - facts: What is known about the run.
    ///   - previous: Its charge until now.
    ///   - time: Now.
    ///   - isAboutToPay: Whether a paid step is about to begin, which is when the money is spent.
    /// - Returns: The charge; `nil` when the run costs nothing.
    package static func charge(
        for facts: Facts,
        after previous: Charge?,
        at time: Date,
        isAboutToPay: Bool = false
    ) -> Charge? {
        guard facts.isCharged else {
            // A run that is continued with an emulator does not get back what it has paid before.
            return previous?.afterRemoval(mayBePaid: facts.mayBePaid)
        }
        guard let state = state(for: facts) else { return nil }
        let price = facts.price?.usd
        var chargeTime = previous?.time ?? time
        if isAboutToPay, previous?.state != .paid { chargeTime = max(chargeTime, time) }
        return Charge(
            state: state,
            amount: price.map { .usd($0) } ?? facts.estimate,
            isEstimate: price == nil,
            time: chargeTime
        )
    }

    /// Decides what remains of a charge when its run is removed: what was or may have been paid stays, a reservation ends.
    ///
    /// - Parameter mayBePaid: Whether a paid step of the run began and did not fail.
    /// - Returns: The charge; `nil` when the run cost nothing.
    package func afterRemoval(mayBePaid: Bool) -> Charge? {
        guard state == .reserved else { return self }
        guard mayBePaid else { return nil }
        var charge = self
        charge.state = .undecided
        return charge
    }

    private static func state(for facts: Facts) -> State? {
        // A model may charge without declaring a step as paid; a price above zero says that it did.
        if facts.isPaid || facts.price?.usd ?? 0 > 0 { return .paid }
        if !facts.status.isTerminal { return .reserved }
        return facts.status == .unknown || facts.mayBePaid ? .undecided : nil
    }
}
