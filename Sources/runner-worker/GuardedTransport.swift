internal import InferenceKit

/// A transport that sends and writes only the files that a model may use.
struct GuardedTransport: Transport {
    let base: any Transport
    let files: AllowedFiles

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        try check(request)
        return try await base.send(request)
    }

    func send(
        _ request: HTTPRequest,
        sent: @escaping @Sendable (_ sentBytes: Int64, _ totalBytes: Int64) -> Void
    ) async throws(TransportError) -> HTTPResponse {
        try check(request)
        return try await base.send(request, sent: sent)
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

    private func check(_ request: HTTPRequest) throws(TransportError) {
        switch request.body {
        case .file(let path): try files.checkSending(path)
        case .bytes: break
        }
    }
}
