extension PredictionError {
    /// Turns any error into one that can be recorded and sent.
    ///
    /// - Parameter error: An error that a model has thrown.
    package init(_ error: any Error) {
        switch error {
        case let error as PredictionError: self = error
        case is CancellationError: self.init(.canceled, "the run was canceled")
        case let error as TransportError: self.init(error)
        default:
            self.init(
                .modelFailed,
                "the model failed: \(error)",
                help: "the error comes from the model's code; throw a PredictionError to say what to do"
            )
        }
    }

    /// A failed request that the model did not explain.
    private init(_ error: TransportError) {
        let code: Code =
            switch error.code {
            case .dryRun: .dryRun
            case .canceled: .canceled
            case .badURL, .hostRefused, .redirectRefused: .configuration
            case .file, .tooLarge: .modelFailed
            default: .serviceUnavailable
            }
        let help =
            error.code == .hostRefused
            ? "declare the host in inf.yml, if the model is trusted with what it sends there"
            : "check the network and the service's address, then try again"
        self.init(code, error.message, help: help)
    }
}
