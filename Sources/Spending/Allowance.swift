/// What a remote caller may spend: the consent of the server's owner, given in advance.
package struct Allowance: Sendable, Hashable {
    /// Who may spend it: the name of the caller's token.
    package var caller: String
    /// The most that one run may cost, in US dollars; `nil` when that has no separate limit.
    package var perRun: Double?
    /// The most that all of the caller's runs of 24 hours may cost, in US dollars; `nil` when that is not limited.
    package var perDay: Double?
    /// The most that all runs of the server of 24 hours may cost, in US dollars; `nil` when that is not limited.
    package var perDayForAll: Double?

    /// Creates an allowance; each parameter is the property of the same name.
    package init(caller: String, perRun: Double? = nil, perDay: Double? = nil, perDayForAll: Double? = nil) {
        self.caller = caller
        self.perRun = perRun
        self.perDay = perDay
        self.perDayForAll = perDayForAll
    }

    /// Whether it agrees to a run of this price; a daily limit agrees to every price, and is checked when the run is recorded.
    ///
    /// - Parameter usd: What the run costs, in US dollars.
    /// - Returns: Whether a limit covers it; without any limit nothing is agreed to.
    func covers(_ usd: Double) -> Bool {
        if let perRun { return usd <= perRun + 1e-9 }
        return perDay != nil || perDayForAll != nil
    }
}
