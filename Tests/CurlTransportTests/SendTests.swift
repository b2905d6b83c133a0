import CurlTransport
import Foundation
import InferenceKit
import Testing

/// A transport for tests, with the limits changed as needed.
func transport(_ change: (inout Limits) -> Void = { _ in }) -> CurlTransport {
    var limits = Limits()
    change(&limits)
    return CurlTransport(userAgent: "runner/0.0.0-test", policy: .loopback, limits: limits)
}

/// The path of a file that does not exist yet.
func temporaryPath() -> String {
    FileManager.default.temporaryDirectory.appending(path: "transport-\(UUID().uuidString)").path
}

struct SendTests {
    @Test func `an answer has its status, headers and content`() async throws {
        let server = try ScriptedServer(
            answer:
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-A:\r\nx-b:  1,  2 \r\n folded: 3\r\nX-A: 3\r\n\r\n{}"
        )
        let response = try await transport().send(HTTPRequest("GET", server.url()))
        #expect(response.status == 200)
        #expect(response.headers.fields.map(\.name) == ["Content-Type", "X-A", "x-b", "X-A"])
        #expect(response.headers.fields.map(\.value) == ["application/json", "", "1,  2", "3"])
        #expect(response.body == Array("{}".utf8))
    }

    @Test func `a request has nothing but what it needs`() async throws {
        let server = try ScriptedServer(answer: "HTTP/1.1 204 No Content\r\n\r\n")
        _ = try await transport().send(HTTPRequest("GET", server.url("/a/../b/%41")))
        #expect(
            server.requests.first?.head == """
                GET /a/../b/%41?signature=secret HTTP/1.1\r
                Host: 127.0.0.1:\(server.port)\r
                User-Agent: runner/0.0.0-test\r
                Accept: */*
                """
        )
    }

    @Test func `a body in memory is sent with its length`() async throws {
        let server = try ScriptedServer(answer: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        let body = [UInt8](repeating: 0x61, count: 3 << 20)
        let headers: HTTPHeaders = ["Content-Type": "application/json", "X-Empty": "", "Host": "evil", "Expect": "x"]
        let request = HTTPRequest("POST", server.url(), headers: headers, body: .bytes(body))
        _ = try await transport().send(request)
        let received = try #require(server.requests.first)
        #expect(received.body == body)
        #expect(received.header("Content-Type") == "application/json")
        #expect(received.header("X-Empty") == "")
        #expect(received.header("Host") == "127.0.0.1:\(server.port)")
        #expect(received.header("Expect") == nil)
    }

    @Test func `an empty POST declares its length and no type`() async throws {
        let server = try ScriptedServer(answer: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        _ = try await transport().send(HTTPRequest("POST", server.url()))
        let received = try #require(server.requests.first)
        #expect(received.method == "POST")
        #expect(received.header("Content-Length") == "0")
        #expect(received.header("Content-Type") == nil)
    }

    @Test(arguments: ["PUT", "POST"])
    func `a file is sent as it stands`(method: String) async throws {
        let server = try ScriptedServer(answer: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        let (path, content) = (temporaryPath(), Data((0..<1_000_000).map { UInt8($0 % 251) }))
        try content.write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        _ = try await transport().send(HTTPRequest(method, server.url(), body: .file(path: path)))
        let received = try #require(server.requests.first)
        #expect(received.method == method)
        #expect(received.header("Content-Length") == "1000000")
        #expect(received.header("Transfer-Encoding") == nil)
        #expect(Data(received.body) == content)
    }

    @Test(arguments: ["DELETE", "OPTIONS", "PROPFIND"])
    func `a method without a body sends none`(method: String) async throws {
        let server = try ScriptedServer(answer: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        _ = try await transport().send(HTTPRequest(method, server.url()))
        #expect(server.requests.first?.method == method)
        #expect(server.requests.first?.header("Content-Length") == nil)
    }

    @Test func `HEAD gives the headers and does not wait for content`() async throws {
        let server = try ScriptedServer { connection in
            connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")
            connection.waitForClose()
        }
        let response = try await transport().send(HTTPRequest("HEAD", server.url()))
        #expect(response.headers["content-length"] == "5000")
        #expect(response.body.isEmpty)
    }

    @Test(arguments: [301, 304, 400, 401, 404, 429, 500, 503, 599])
    func `an answer of any status is an answer`(status: Int) async throws {
        let server = try ScriptedServer(
            answer: "HTTP/1.1 \(status) Words\r\nRetry-After: 7\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n"
        )
        let response = try await transport().send(HTTPRequest("POST", server.url(), body: .bytes([1])))
        #expect(response.status == status)
        #expect(response.headers["retry-after"] == "7")
        #expect(server.requests.count == 1)
    }

    @Test func `a chunked answer is put together, without interim answers and trailers`() async throws {
        let server = try ScriptedServer(
            answer:
                "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\nX-Trailer: 1\r\n\r\n"
        )
        let response = try await transport().send(HTTPRequest("GET", server.url()))
        #expect(response.body == Array("abcdefg".utf8))
        #expect(response.headers.fields.map(\.name) == ["Transfer-Encoding"])
    }

    @Test func `what follows the declared length is not content`() async throws {
        let server = try ScriptedServer(
            answer: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 500 Evil\r\n\r\n"
        )
        #expect(try await transport().send(HTTPRequest("GET", server.url())).body == Array("ok".utf8))
    }

    @Test(arguments: ["GET", "POST"])
    func `200 requests are under way at once`(method: String) async throws {
        let count = 200
        let arrivals = Countdown(count)
        let server = try ScriptedServer { connection in
            guard let request = connection.readRequest() else { return }
            // Nobody is answered until all have asked.
            arrivals.arriveAndWait()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(request.body.count)\r\n\r\n")
            connection.send(request.body)
        }
        let transport = transport()
        let bodies = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<count {
                let body = Array("request \(number)".utf8)
                group.addTask {
                    let request = HTTPRequest(method, server.url(), body: .bytes(body))
                    return try await transport.send(request).body == body
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(bodies == count)
    }

    @Test func `no more transfers run at once than allowed`() async throws {
        let gauge = Gauge()
        let server = try ScriptedServer { connection in
            while connection.readRequest() != nil {
                gauge.enter()
                gauge.leave()
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            }
        }
        let transport = transport { $0.maximumConcurrentTransfers = 3 }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask { _ = try await transport.send(HTTPRequest("GET", server.url())) }
            }
            try await group.waitForAll()
        }
        #expect(server.requests.count == 100)
        #expect(gauge.maximum <= 3)
        #expect(Set(server.requests.map(\.connection)).count <= 3)
    }
}
