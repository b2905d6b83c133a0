internal import ModelSupply
internal import Spending

extension PreparedRun {
    /// Compares the price with the limits: the last check before consent, of a new run and of one that continues.
    ///
    /// - Parameters:
    ///   - maxCost: The most that this run may cost, in US dollars; `nil` for no such limit.
    ///   - allowance: What a remote caller may spend.
    ///   - consent: How the user agrees.
    ///   - findings: What was found so far; receives what is wrong.
    ///   - estimate: Returns what the run will cost, given the limits.
    mutating func checkPrice(
        maxCost: Double?,
        _ allowance: Allowance?,
        _ consent: Consent,
        _ findings: inout FindingCollector,
        _ estimate: (SpendingLimit?) -> CostEstimate
    ) {
        let (environment, model) = (installation.environment, self.model)
        let read = findings.collect {
            try SpendingLimit(perRun: maxCost, environment: environment, allowance: allowance)
        }
        let price = estimate(read)
        self.estimate = price
        guard let read else { return }
        limit = read
        // A price that is unknown because of a broken input is not a separate finding.
        guard isLimited(consent), price.usd != nil || findings.isEmpty else { return }
        findings.collect { try read.check(.run(price), of: model) }
    }
}
