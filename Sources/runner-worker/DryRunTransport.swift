internal import InferenceKit
internal import WorkerProtocol

/// Reports requests to the runner instead of sending them.
struct DryRunTransport: Transport {
    let socket: MessageSocket
    let secrets: [Secret]

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        throw refuse(request)
    }

    func download(
        _ request: HTTPRequest,
        to path: String,
        continuing version: FileVersion?,
        progress: @escaping @Sendable (DownloadProgress) -> Void
    ) async throws(TransportError) -> HTTPResponse {
        throw refuse(request)
    }

    private func refuse(_ request: HTTPRequest) -> TransportError {
        try? socket.send(WorkerEvent.request(DryRunRequest(request, secrets: secrets)))
        return TransportError(.dryRun, "nothing is sent in a dry run", mayHaveReachedServer: false)
    }
}
