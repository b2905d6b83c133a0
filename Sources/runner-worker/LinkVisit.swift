internal import Glibc
internal import InferenceKit
internal import WorkerProtocol

/// Looks at what a link leads to, as a service that fetches it would find it.
struct LinkVisit {
    let transport: any Transport
    let limitBytes: Int64

    /// Asks for the head, then for the first bytes: links that are signed for `GET` refuse `HEAD`.
    ///
    /// - Parameters:
    ///   - url: The link.
    ///   - path: Where the first bytes go.
    /// - Returns: What the server says.
    /// - Throws: `TransportError` when it says nothing.
    func answer(_ url: String, writingTo path: String) async throws(TransportError) -> ProbeAnswer {
        let head = try? await transport.send(HTTPRequest("HEAD", url, timeout: .seconds(20)))
        var facts = LinkFacts(status: head?.status ?? 0)
        facts.isRedirected = head.map { [301, 302, 303, 307, 308].contains($0.status) } ?? false
        let request = HTTPRequest(
            "GET",
            url,
            headers: ["Range": "bytes=0-\(limitBytes - 1)", "Accept": "*/*", "Accept-Encoding": "identity"],
            timeout: .seconds(60)
        )
        do {
            let response = try await transport.download(request, to: path) { _, _ in }
            facts.status = response.status
            facts.contentType = response.headers["Content-Type"]
            facts.totalBytes = response.headers["Content-Range"]
                .flatMap { $0.split(separator: "/").last.flatMap { Int64($0) } }
            if response.status == 200 { facts.totalBytes = fileSize(path) }
        } catch let error where error.code == .tooLarge && head?.status == 200 {
            // The server does not know ranges and the file is large; its head is all there is.
            facts.status = 200
            facts.contentType = head?.headers["Content-Type"]
            facts.totalBytes = head?.headers["Content-Length"].flatMap { Int64($0) }
        }
        facts.receivedBytes = (200...299).contains(facts.status) ? fileSize(path) : 0
        return .link(facts)
    }
}

private func fileSize(_ path: String) -> Int64 {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_size) : 0
}
