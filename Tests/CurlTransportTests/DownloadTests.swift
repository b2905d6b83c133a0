import CurlTransport
import Foundation
import InferenceKit
import Synchronization
import Testing

struct DownloadTests {
    /// What a download left behind.
    struct Result {
        var response: HTTPResponse?
        var error: TransportError?
        var file: Data?
        var progress: [Int64]
        var total: Int64?
    }

    private func download(_ request: HTTPRequest, with transport: CurlTransport = transport()) async -> Result {
        let path = temporaryPath()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let calls = Mutex<[(Int64, Int64?)]>([])
        var result = Result(progress: [])
        do {
            result.response = try await transport.download(request, to: path) { received, total in
                calls.withLock { $0.append((received, total)) }
            }
        } catch {
            result.error = error
        }
        result.file = FileManager.default.contents(atPath: path)
        result.progress = calls.withLock { $0.map(\.0) }
        result.total = calls.withLock { $0.last?.1 }
        return result
    }

    @Test func `the content goes to the file and not to the answer`() async throws {
        let content = [UInt8]((0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 / 7) })
        let server = try ScriptedServer { connection in
            connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(content.count)\r\n\r\n")
            connection.send(content)
        }
        let result = await download(HTTPRequest("GET", server.url()))
        #expect(result.response?.status == 200)
        #expect(result.response?.body.isEmpty == true)
        #expect(result.file == Data(content))
        #expect(result.progress == result.progress.sorted())
        #expect(result.progress.last == 5_000_000)
        #expect(result.progress.count <= 20)
        #expect(result.total == 5_000_000)
    }

    @Test func `content without a declared length has no total`() async throws {
        let server = try ScriptedServer(answer: "HTTP/1.1 200 OK\r\n\r\nabc")
        let result = await download(HTTPRequest("GET", server.url()))
        #expect(result.file == Data("abc".utf8))
        #expect(result.total == nil)
    }

    @Test func `the content of an error goes to the answer`() async throws {
        let server = try ScriptedServer(answer: "HTTP/1.1 403 Forbidden\r\nContent-Length: 4\r\n\r\ngone")
        let result = await download(HTTPRequest("GET", server.url()))
        #expect(result.response?.status == 403)
        #expect(result.response?.body == Array("gone".utf8))
        #expect(result.file == Data())
        #expect(result.progress.isEmpty)
    }

    @Test func `a cut download is an error, and the file holds what arrived`() async throws {
        let server = try ScriptedServer(answer: "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
        let result = await download(HTTPRequest("GET", server.url()))
        #expect(result.error?.code == .connectionLost)
        #expect(result.file == Data("abc".utf8))
    }

    @Test(arguments: ["Content-Length: 11\r\n", ""])
    func `a download larger than allowed is an error`(header: String) async throws {
        let server = try ScriptedServer(answer: "HTTP/1.1 200 OK\r\n\(header)\r\nabcdefghijk")
        let result = await download(HTTPRequest("GET", server.url()), with: transport { $0.maximumDownloadBytes = 10 })
        #expect(result.error?.code == .tooLarge)
    }

    @Test func `a download that stands still has stalled`() async throws {
        let server = try ScriptedServer { connection in
            connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
            connection.waitForClose()
        }
        let result = await download(HTTPRequest("GET", server.url()), with: transport { $0.stall = .seconds(1) })
        #expect(result.error?.code == .stalled)
        let message = "the transfer with 127.0.0.1:\(server.port) was below 1024 B/s for 1.0 seconds"
        #expect(result.error?.description == message)
    }

    @Test func `a file that cannot be written stops the request`() async throws {
        let server = try ScriptedServer(answer: "HTTP/1.1 200 OK\r\n\r\n")
        let error = await #expect(throws: TransportError.self) {
            try await transport().download(HTTPRequest("GET", server.url()), to: "/nowhere/video.mp4") { _, _ in }
        }
        #expect(error?.code == .file)
        #expect(error?.mayHaveReachedServer == false)
        #expect(error?.description == "cannot write '/nowhere/video.mp4': No such file or directory")
        #expect(server.requests.isEmpty)
    }

    @Test func `a full disk is an error that names the file`() async throws {
        let server = try ScriptedServer(answer: "HTTP/1.1 200 OK\r\n\r\nabc")
        let error = await #expect(throws: TransportError.self) {
            try await transport().download(HTTPRequest("GET", server.url()), to: "/dev/full") { _, _ in }
        }
        #expect(error?.code == .file)
        #expect(error?.mayHaveReachedServer == true)
        #expect(error?.description == "cannot write '/dev/full': No space left on device")
    }
}

// MARK: - Redirects

struct RedirectTests {
    /// A server whose paths `/5` to `/1` lead to the next lower number, and `/0` to content.
    private func chain(_ status: Int = 302, location: @escaping @Sendable (Int) -> String) throws -> ScriptedServer {
        try ScriptedServer { connection in
            while let request = connection.readRequest() {
                let path = request.head.split(separator: " ").dropFirst().first ?? ""
                let left = Int(path.dropFirst().prefix { $0.isNumber }) ?? 0
                if left == 0 {
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nvideo")
                } else {
                    connection.send("HTTP/1.1 \(status) Over There\r\nLocation: \(location(left - 1))\r\n")
                    connection.send("Content-Length: 8\r\n\r\nignore!!")
                }
            }
        }
    }

    private func download(_ request: HTTPRequest) async throws -> (response: HTTPResponse, file: String) {
        let path = temporaryPath()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let response = try await transport().download(request, to: path) { _, _ in }
        return (response, String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self))
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func `five redirects are followed`(status: Int) async throws {
        let server = try chain(status) { "/\($0)" }
        let result = try await download(HTTPRequest("GET", server.url("/5"), headers: ["X-Token": "t"]))
        #expect(result.response.status == 200)
        #expect(result.file == "video")
        #expect(server.requests.count == 6)
        #expect(server.requests.allSatisfy { $0.header("X-Token") == "t" })
    }

    @Test func `the sixth redirect is refused`() async throws {
        let server = try chain { "/\($0)" }
        let error = await #expect(throws: TransportError.self) {
            try await download(HTTPRequest("GET", server.url("/6")))
        }
        #expect(error?.code == .redirectRefused)
        #expect(error?.mayHaveReachedServer == true)
        #expect(error?.description == "127.0.0.1:\(server.port) redirects more than 5 times")
        #expect(server.requests.count == 6)
    }

    @Test(arguments: [
        ("ftp://127.0.0.1/a?signature=secret", "the scheme 'ftp' of 127.0.0.1:21 is not allowed; use https"),
        (
            "http://example.com/?signature=secret",
            "plain http is allowed only to this machine; use https for example.com:80"
        ),
        ("http://user:secret@127.0.0.1/", "the URL '…@127.0.0.1/' cannot be used: it holds a user name or a password"),
    ])
    func `a redirect to what is not allowed is refused`(location: String, reason: String) async throws {
        let server = try chain { _ in location }
        let error = await #expect(throws: TransportError.self) {
            try await download(HTTPRequest("GET", server.url("/1")))
        }
        #expect(error?.code == .redirectRefused)
        #expect(error?.mayHaveReachedServer == true)
        let start = "127.0.0.1:\(server.port) redirects to an address that is not allowed: "
        #expect(error?.description == start + reason)
    }

    @Test func `a redirect to a port that nobody listens on has reached the first server`() async throws {
        let port = try ScriptedServer(answer: "").port
        let server = try chain { _ in "http://127.0.0.1:\(port)/0" }
        let error = await #expect(throws: TransportError.self) {
            try await download(HTTPRequest("GET", server.url("/1")))
        }
        #expect(error?.code == .cannotConnect)
        #expect(error?.mayHaveReachedServer == true)
    }

    @Test func `a redirect to a file of this machine is refused`() async throws {
        let server = try chain { _ in "file:///etc/hostname" }
        let error = await #expect(throws: TransportError.self) {
            try await download(HTTPRequest("GET", server.url("/1")))
        }
        #expect(error?.code == .redirectRefused)
    }

    @Test func `another origin does not get the headers that may be secret`() async throws {
        let other = try chain { "/\($0)" }
        let port = other.port
        let server = try chain { _ in "http://localhost:\(port)/0" }
        let headers: HTTPHeaders = [
            "Authorization": "secret", "X-Token": "secret", "Range": "bytes=0-", "Accept": "video/*",
        ]
        let result = try await download(HTTPRequest("GET", server.url("/1"), headers: headers))
        #expect(result.file == "video")
        #expect(server.requests.first?.header("Authorization") == "secret")
        let received = try #require(other.requests.first)
        #expect(!received.head.contains("secret"))
        #expect(received.header("Range") == "bytes=0-")
        #expect(received.header("Accept") == "video/*")
    }

    @Test func `a redirect without a place is the answer`() async throws {
        let server = try ScriptedServer(answer: "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n")
        let result = try await download(HTTPRequest("GET", server.url()))
        #expect(result.response.status == 302)
    }

    @Test func `a POST is not redirected`() async throws {
        let server = try chain { "/\($0)" }
        let result = try await download(HTTPRequest("POST", server.url("/1"), body: .bytes([1])))
        #expect(result.response.status == 302)
        #expect(server.requests.count == 1)
    }
}
