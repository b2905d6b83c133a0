internal import ModelInputs
internal import ModelManifest
internal import ModelSupply
internal import Spending

extension Preparation {
    /// What a run costs; a model without a price and without keys is free, unless the user allows it any price.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - inputs: The checked inputs.
    ///   - consent: How the user agrees to pay.
    ///   - limit: What the user has set; `nil` when that cannot be read.
    /// - Returns: The estimate.
    func estimate(
        of model: ModelDirectory,
        _ inputs: CheckedInputs,
        _ consent: Consent,
        _ limit: SpendingLimit?
    ) -> CostEstimate {
        let estimate = CostEstimate(model.manifest.pricing, inputs)
        guard estimate == .undeclared, model.manifest.secrets.isEmpty else { return estimate }
        // No limit covers an unknown price, so with one nothing can be paid.
        if case .given = consent, limit?.isSet != true { return estimate }
        return .free
    }
}
