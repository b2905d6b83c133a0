internal import ErrorReporting
internal import ModelManifest
internal import ModelSupply
internal import RunStore
internal import ServiceAccess
internal import Spending

extension PreparedRun {
    /// Whether the run may cost something according to its manifest: it has a price, or keys to charge an account with.
    package var mayBeCharged: Bool {
        service.isCharged && model.manifest.mayCharge
    }

    /// Whether limits on cost apply to the run: one that cannot begin a paid step costs nothing, whatever its manifest leaves open.
    ///
    /// - Parameter consent: How the user agrees; with consent given in advance, any model may pay.
    /// - Returns: Whether its price has to be within the limits.
    func isLimited(_ consent: Consent) -> Bool {
        if case .given = consent { return service.isCharged }
        return mayBeCharged
    }

    /// Gets the user's consent where the run may be charged.
    ///
    /// - Parameter consent: How the user agrees.
    /// - Returns: Whether a paid step may begin, and whether the user was asked. A model that declares neither a price nor a key
    ///   begins none, as a rule, and so no consent is asked for; if it does begin one, it is stopped.
    /// - Throws: ``ConsentRequired``, or ``RunnerError`` with `interrupted` when the user says no.
    func permission(_ consent: Consent) async throws -> (mayPay: Bool, isConfirmed: Bool) {
        if !service.isCharged || service.isDryRun { return (true, false) }
        if estimate == .free { return (false, false) }
        if case .given = consent { return (true, false) }
        guard mayBeCharged else { return (false, false) }
        let purchase = Purchase(
            model: model,
            price: .run(estimate),
            limit: limit,
            warnings: warnings,
            earlier: earlier?.id
        )
        let permission = try await purchase.permission(consent)
        return (permission.mayPay, permission.isConfirmed)
    }
}
