internal import InferenceKit

/// A transport that sends and writes only the files that a model may use, and only to the hosts that it declares.
struct GuardedTransport: Transport {
    let base: any Transport
    let files: AllowedFiles
    let hosts: AllowedHosts

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let isService = try check(request)
        return followed(try await base.send(request), isService)
    }

    func send(
        _ request: HTTPRequest,
        sent: @escaping @Sendable (_ sentBytes: Int64, _ totalBytes: Int64) -> Void
    ) async throws(TransportError) -> HTTPResponse {
        let isService = try check(request)
        return followed(try await base.send(request, sent: sent), isService)
    }

    func download(
        _ request: HTTPRequest,
        to path: String,
        continuing version: FileVersion?,
        progress: @escaping @Sendable (DownloadProgress) -> Void
    ) async throws(TransportError) -> HTTPResponse {
        try check(request)
        try files.checkWriting(path)
        return try await base.download(request, to: path, continuing: version, progress: progress)
    }

    @discardableResult
    private func check(_ request: HTTPRequest) throws(TransportError) -> Bool {
        switch request.body {
        case .file(let path): try files.checkSending(path)
        case .bytes: break
        }
        return try hosts.check(request)
    }

    private func followed(_ response: HTTPResponse, _ isService: Bool) -> HTTPResponse {
        if isService { hosts.follow(response) }
        return response
    }
}
