internal import Glibc
internal import InferenceKit
internal import WorkerProtocol

/// Fetches the beginning of a linked file, as a service would.
struct LinkVisit {
    let transport: any Transport
    let limitBytes: Int64

    /// Asks for the head, then for the first bytes: links that are signed for `GET` refuse `HEAD`.
    ///
    /// - Parameters:
    ///   - url: The link.
    ///   - path: Where the first bytes go.
    /// - Returns: The server's answer.
    /// - Throws: `TransportError` when there is none.
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
            facts.totalBytes = response.headers["Content-Range"].flatMap { length($0.split(separator: "/").last) }
            if response.status == 200 { facts.totalBytes = fileSize(path) }
            // An empty file has no first byte, so many servers refuse to send a part of it.
            if response.status == 416, facts.totalBytes == 0 || length(head?.headers["Content-Length"]) == 0 {
                facts.status = 200
                facts.totalBytes = 0
            }
        } catch let error where error.code == .tooLarge && head != nil {
            // The server does not support ranges and the file is large; only the head may state its length.
            facts.status = 200
            facts.contentType = head?.headers["Content-Type"]
            let declared = head?.status == 200 ? length(head?.headers["Content-Length"]) : nil
            facts.totalBytes = declared.flatMap { $0 > fileSize(path) ? $0 : nil }
        }
        facts.receivedBytes = (200...299).contains(facts.status) ? fileSize(path) : 0
        return .link(facts)
    }

    /// Gets a whole file.
    ///
    /// - Parameters:
    ///   - url: The link.
    ///   - path: Where the file goes.
    /// - Returns: The server's answer; the file exists only when the status is 2xx.
    /// - Throws: `TransportError` when there is none, or when the file is too long.
    func download(_ url: String, to path: String) async throws(TransportError) -> ProbeAnswer {
        let request = HTTPRequest(
            "GET",
            url,
            headers: ["Accept": "*/*", "Accept-Encoding": "identity"],
            timeout: .seconds(300)
        )
        let response = try await transport.download(request, to: path) { _, _ in }
        var facts = LinkFacts(status: response.status, contentType: response.headers["Content-Type"])
        if (200...299).contains(response.status) { facts.receivedBytes = fileSize(path) }
        return .link(facts)
    }
}

/// A number of bytes in a header.
private func length(_ text: (some StringProtocol)?) -> Int64? {
    text.flatMap { Int64($0) }.flatMap { $0 >= 0 ? $0 : nil }
}

private func fileSize(_ path: String) -> Int64 {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_size) : 0
}
