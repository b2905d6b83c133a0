internal import Addresses
internal import InferenceKit

/// A transport that sends and writes only the files that a model may use, and only to the hosts that it declares.
struct GuardedTransport: Transport {
    let base: any Transport
    /// For links of somebody else: refuses addresses that the whole world cannot reach, whatever a name resolves to by now.
    let foreign: any Transport
    let files: AllowedFiles
    let hosts: AllowedHosts

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let verdict = try check(request)
        return followed(try await transport(verdict).send(request), verdict)
    }

    func send(
        _ request: HTTPRequest,
        sent: @escaping @Sendable (_ sentBytes: Int64, _ totalBytes: Int64) -> Void
    ) async throws(TransportError) -> HTTPResponse {
        let verdict = try check(request)
        return followed(try await transport(verdict).send(request, sent: sent), verdict)
    }

    func download(
        _ request: HTTPRequest,
        to path: String,
        continuing version: FileVersion?,
        progress: @escaping @Sendable (DownloadProgress) -> Void
    ) async throws(TransportError) -> HTTPResponse {
        let verdict = try check(request)
        try files.checkWriting(path)
        return try await transport(verdict).download(request, to: path, continuing: version, progress: progress)
    }

    private func transport(_ verdict: HostGate.Verdict?) -> any Transport { verdict == .foreign ? foreign : base }

    private func check(_ request: HTTPRequest) throws(TransportError) -> HostGate.Verdict? {
        switch request.body {
        case .file(let path): try files.checkSending(path)
        case .bytes: break
        }
        return try hosts.check(request)
    }

    /// The links in the service's answers can be followed.
    private func followed(_ response: HTTPResponse, _ verdict: HostGate.Verdict?) -> HTTPResponse {
        if verdict == .declared { hosts.follow(response) }
        return response
    }
}
