extension PredictionContext {
    /// Sends a request, and turns a missing response into an error of the run.
    ///
    /// Inside the body of a paid step, a request whose response is lost throws `outcome-unknown`, which is never repeated automatically, and a
    /// request under way is finished even when the run is canceled, because its response identifies what was paid for. Elsewhere a lost response is
    /// `service-unavailable`, which ``retrying(_:_:)`` and ``Waiter`` repeat.
    ///
    /// - Parameter request: The request; redirects are not followed.
    /// - Returns: The response, whatever its status.
    /// - Throws: ``PredictionError`` with `service-unavailable`, `outcome-unknown`, `configuration` for an address that cannot be used, or `dry-run`;
    ///   `CancellationError`.
    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let isPaid = PaidStep.sendLimit != nil
        let transport = setup.transport
        let result =
            isPaid ? await Task { await transport.result(of: request) }.value : await transport.result(of: request)
        switch result {
        case .success(let answer):
            return answer
        case .failure(let error) where isPaid && error.mayHaveReachedServer:
            throw PredictionError(
                .outcomeUnknown,
                "the response to a paid request was lost (\(error.message)): it may or may not have been accepted and charged",
                help: "nothing was sent again; check the service's usage page before you predict again"
            )
        case .failure(let error):
            if error.code == .canceled, !isPaid { throw CancellationError() }
            throw PredictionError(error)
        }
    }
}

extension Transport {
    fileprivate func result(of request: HTTPRequest) async -> Result<HTTPResponse, TransportError> {
        do throws(TransportError) {
            return .success(try await send(request))
        } catch {
            return .failure(error)
        }
    }
}
