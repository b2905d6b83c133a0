extension Run {
    /// What a run that has succeeded has cost, as results state it: nothing where the service does not charge.
    package var finalPrice: RunPrice { service.isCharged ? price ?? .unknown : .usd(0) }
}
