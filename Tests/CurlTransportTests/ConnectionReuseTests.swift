import CurlTransport
import InferenceKit
import Testing

struct ConnectionReuseTests {
    /// Answers GET on a kept connection; reads a POST and closes the connection without a word.
    private func serverThatDropsPosts() throws -> ScriptedServer {
        try ScriptedServer { connection in
            while let request = connection.readRequest(), request.method != "POST" {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            }
        }
    }

    @Test func `one connection serves a series of reads`() async throws {
        let server = try serverThatDropsPosts()
        let transport = transport()
        for _ in 0..<10 { _ = try await transport.send(HTTPRequest("GET", server.url())) }
        #expect(server.requests.map(\.connection) == [Int](repeating: 0, count: 10))
    }

    @Test func `a POST that a dying connection swallowed is not sent again`() async throws {
        let server = try serverThatDropsPosts()
        let transport = transport()
        _ = try await transport.send(HTTPRequest("GET", server.url()))
        for expected in 1...2 {
            let error = await #expect(throws: TransportError.self) {
                try await transport.send(HTTPRequest("POST", server.url(), body: .bytes([1])))
            }
            #expect(error?.code == .connectionLost)
            #expect(error?.mayHaveReachedServer == true)
            #expect(server.requests.filter { $0.method == "POST" }.count == expected)
        }
    }

    @Test func `a second POST does not use the connection of the first`() async throws {
        let server = try ScriptedServer { connection in
            connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            // A client that kept the connection would send its second request into this, and lose it.
            connection.readRequest()
        }
        let transport = transport()
        for _ in 0..<5 {
            let response = try await transport.send(HTTPRequest("POST", server.url(), body: .bytes([1])))
            #expect(response.status == 200)
        }
        #expect(server.requests.map(\.connection) == [0, 1, 2, 3, 4])
    }

    @Test func `what became a POST is not sent again either`() async throws {
        let server = try serverThatDropsPosts()
        let transport = transport()
        _ = try await transport.send(HTTPRequest("GET", server.url()))
        var request = HTTPRequest("GET", server.url(), body: .bytes([1]))
        request.method = "POST"
        await #expect(throws: TransportError.self) { try await transport.send(request) }
        #expect(server.requests.filter { $0.method == "POST" }.count == 1)
    }

    @Test func `a POST that does no harm twice goes over a kept connection, and over another one when that is dead`()
        async throws
    {
        let server = try ScriptedServer { connection in
            connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            connection.readRequest()
            if connection.number > 0 { connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") }
        }
        let transport = transport()
        for _ in 0..<3 {
            let request = HTTPRequest("POST", server.url(), body: .bytes([1]), isIdempotent: true)
            #expect(try await transport.send(request).status == 200)
        }
        #expect(server.requests.map(\.connection) == [0, 0, 1, 1])
    }

    @Test func `a GET that a dying connection swallowed is sent again`() async throws {
        let server = try ScriptedServer { connection in
            connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            if connection.number == 0 {
                connection.readRequest()
            } else {
                connection.waitForClose()
            }
        }
        let transport = transport()
        for _ in 0..<2 { #expect(try await transport.send(HTTPRequest("GET", server.url())).status == 200) }
        #expect(server.requests.map(\.connection) == [0, 0, 1])
    }
}
