extension FaultCatalog {
    /// The faults of all services that the emulator speaks.
    static let emulator = FaultCatalog(
        actions: VisionAction.allCases.map(\.rawValue) + ARKAction.allCases.map(\.rawValue),
        kinds: FaultKind.vision + FaultKind.ark
    )
}

extension Fault {
    /// Reads a specification, `TARGET:KIND[=ARGUMENT][,retry-after=SECONDS][*COUNT]`.
    ///
    /// - Parameter specification: The text, such as `CVSubmitTask:rate-limit,retry-after=2*3`.
    /// - Throws: ``FaultSpecificationError``, which lists what exists.
    package init(specification: String) throws(FaultSpecificationError) {
        try self.init(specification: specification, in: .emulator)
    }
}
