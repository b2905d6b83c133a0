import CurlTransport
import Foundation
import InferenceKit
import Testing

struct FailureTests {
    /// A way in which a server fails, and the error that must come of it.
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var code: TransportError.Code
        var message: String
        var answer: String
        var resets = false

        static let all = [
            Case(
                testDescription: "closed before the answer",
                code: .connectionLost,
                message: "closed the connection before the response was complete",
                answer: ""
            ),
            Case(
                testDescription: "reset before the answer",
                code: .connectionLost,
                message: "closed the connection before the response was complete",
                answer: "",
                resets: true
            ),
            Case(
                testDescription: "cut in the headers",
                code: .connectionLost,
                message: "closed the connection before the response was complete",
                answer: "HTTP/1.1 200 OK\r\nContent-Le",
                resets: true
            ),
            Case(
                testDescription: "cut in the content",
                code: .connectionLost,
                message: "closed the connection before the response was complete",
                answer: "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"
            ),
            Case(
                testDescription: "reset in the content",
                code: .connectionLost,
                message: "closed the connection before the response was complete",
                answer: "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
                resets: true
            ),
            Case(
                testDescription: "cut between chunks",
                code: .connectionLost,
                message: "closed the connection before the response was complete",
                answer: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
            ),
            Case(
                testDescription: "more declared than allowed",
                code: .tooLarge,
                message: "declared more bytes than are allowed",
                answer: "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n" + String(repeating: "a", count: 1001)
            ),
            Case(
                testDescription: "more sent than allowed",
                code: .tooLarge,
                message: "sent more than 1000 bytes",
                answer: "HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "a", count: 1001)
            ),
            Case(
                testDescription: "huge header",
                code: .tooLarge,
                message: "sent more than 2000 bytes of headers",
                answer: "HTTP/1.1 200 OK\r\nX-A: " + String(repeating: "a", count: 2000) + "\r\n\r\n"
            ),
            Case(
                testDescription: "endless headers",
                code: .tooLarge,
                message: "sent more than 2000 bytes of headers",
                answer: "HTTP/1.1 200 OK\r\n" + String(repeating: "X-A: b\r\n", count: 1000) + "\r\n"
            ),
            Case(
                testDescription: "not HTTP",
                code: .other,
                message: "failed: Received HTTP/0.9 when not allowed (libcurl 1)",
                answer: "220 mail.example.com ESMTP\r\n"
            ),
        ]
    }

    @Test(arguments: Case.all, ["GET", "POST"])
    func `a failing server is an error that may have reached it`(failing: Case, method: String) async throws {
        let server = try ScriptedServer { connection in
            connection.readRequest()
            connection.send(failing.answer)
            if failing.resets { connection.resetAtEnd() }
        }
        let transport = transport {
            $0.maximumBodyBytes = 1000
            $0.maximumHeaderBytes = 2000
        }
        let error = await #expect(throws: TransportError.self) {
            try await transport.send(HTTPRequest(method, server.url()))
        }
        #expect(error?.code == failing.code)
        #expect(error?.mayHaveReachedServer == true)
        let start = failing.code == .other ? "the request to " : ""
        #expect(error?.description == "\(start)127.0.0.1:\(server.port) \(failing.message)")
        #expect(server.requests.count == 1)
    }

    @Test func `an answer that does not come in time is an error that may have reached the server`() async throws {
        let server = try ScriptedServer { connection in
            connection.readRequest()
            connection.waitForClose()
        }
        let request = HTTPRequest("POST", server.url(), timeout: .milliseconds(50))
        let error = await #expect(throws: TransportError.self) { try await transport().send(request) }
        #expect(error?.code == .timedOut)
        #expect(error?.mayHaveReachedServer == true)
        #expect(error?.description == "127.0.0.1:\(server.port) did not respond within 0.05 s")
    }

    @Test(arguments: [Duration.zero, .seconds(-1)])
    func `without time nothing is sent`(timeout: Duration) async throws {
        let server = try ScriptedServer(answer: "HTTP/1.1 200 OK\r\n\r\n")
        let request = HTTPRequest("POST", server.url(), timeout: timeout)
        let error = await #expect(throws: TransportError.self) { try await transport().send(request) }
        #expect(error?.code == .timedOut)
        #expect(error?.mayHaveReachedServer == false)
        #expect(server.requests.isEmpty)
    }

    @Test func `a port that nobody listens on has not been reached`() async throws {
        let port = try ScriptedServer(answer: "").port
        let error = await #expect(throws: TransportError.self) {
            try await transport().send(HTTPRequest("POST", "http://127.0.0.1:\(port)/?signature=secret"))
        }
        #expect(error?.code == .cannotConnect)
        #expect(error?.mayHaveReachedServer == false)
        #expect(error?.description == "nothing accepted a connection to 127.0.0.1:\(port)")
    }

    @Test func `a host without an address has not been reached`() async throws {
        // No resolver asks anybody for a name whose label is longer than 63 bytes.
        let host = String(repeating: "a", count: 64) + ".example"
        let error = await #expect(throws: TransportError.self) {
            try await transport().send(HTTPRequest("POST", "https://\(host)/?signature=secret"))
        }
        #expect(error?.code == .nameNotResolved)
        #expect(error?.mayHaveReachedServer == false)
        #expect(error?.description == "the host '\(host)' has no address; check its name and the network")
    }

    @Test func `a server that does not speak TLS has not been reached`() async throws {
        let server = try ScriptedServer { $0.send("HTTP/1.1 400 Bad Request\r\n\r\n") }
        let error = await #expect(throws: TransportError.self) {
            try await transport().send(HTTPRequest("POST", "https://127.0.0.1:\(server.port)/?signature=secret"))
        }
        #expect(error?.code == .tls)
        #expect(error?.mayHaveReachedServer == false)
        #expect(
            error?.description.hasPrefix("cannot establish a secure connection to 127.0.0.1:\(server.port): ") == true
        )
        #expect(error?.description.contains("secret") == false)
    }

    @Test func `a handshake that does not end is a refused connection`() async throws {
        let server = try ScriptedServer { $0.waitForClose() }
        let transport = transport { $0.connect = .milliseconds(50) }
        let error = await #expect(throws: TransportError.self) {
            try await transport.send(HTTPRequest("POST", "https://127.0.0.1:\(server.port)/"))
        }
        #expect(error?.code == .cannotConnect)
        #expect(error?.mayHaveReachedServer == false)
        #expect(error?.description == "nothing accepted a connection to 127.0.0.1:\(server.port) within 0.05 s")
    }

    @Test(arguments: ["POST", "GET"]) func `after the time of its paid step a request is not sent`(method: String)
        async throws
    {
        let server = try ScriptedServer(answer: "HTTP/1.1 200 OK\r\n\r\n")
        let transport = transport()
        let error = await #expect(throws: TransportError.self) {
            try await PaidStep.$sendLimit.withValue(.now) {
                // As a submission is sent, which its caller must not be able to cancel.
                try await Task { try await transport.send(HTTPRequest(method, server.url())) }.value
            }
        }
        #expect(error?.code == .tooLate)
        #expect(error?.mayHaveReachedServer == false)
        #expect(
            error?.description
                == "the request to 127.0.0.1:\(server.port) was not sent: more than 20 s passed after its step was recorded"
        )
        #expect(server.requests.isEmpty)
        try await PaidStep.$sendLimit.withValue(.now + .seconds(60)) {
            _ = try await transport.send(HTTPRequest(method, server.url()))
        }
        #expect(server.requests.count == 1)
    }

    @Test(arguments: ["/nowhere/a.jpg", "/"])
    func `a file that cannot be sent stops the request`(path: String) async throws {
        let server = try ScriptedServer(answer: "HTTP/1.1 200 OK\r\n\r\n")
        let error = await #expect(throws: TransportError.self) {
            try await transport().send(HTTPRequest("PUT", server.url(), body: .file(path: path)))
        }
        #expect(error?.code == .file)
        #expect(error?.mayHaveReachedServer == false)
        #expect(error?.description.contains("'\(path)'") == true)
        #expect(server.requests.isEmpty)
    }

    @Test(arguments: [
        HTTPRequest("GET", "", headers: ["X-A": "1\r\nX-Evil: 2"]),
        HTTPRequest("GET", "", headers: ["X-A": "1\n"]),
        HTTPRequest("GET", "", headers: ["X A": "1"]),
        HTTPRequest("GET", "", headers: ["X-A:": "1"]),
        HTTPRequest("GET", "", headers: ["": "1"]),
        HTTPRequest("GET / HTTP/1.1\r\nX-Evil: 1\r\n\r\nGET", ""),
        HTTPRequest("", ""),
    ])
    func `what would tear a request apart is not sent`(request: HTTPRequest) async throws {
        let server = try ScriptedServer(answer: "HTTP/1.1 200 OK\r\n\r\n")
        var request = request
        request.url = server.url()
        let error = await #expect(throws: TransportError.self) { try await transport().send(request) }
        #expect(error?.code == .other)
        #expect(error?.mayHaveReachedServer == false)
        #expect(server.requests.isEmpty)
    }
}
