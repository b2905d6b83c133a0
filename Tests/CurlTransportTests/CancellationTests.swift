import CurlTransport
import InferenceKit
import Testing

struct CancellationTests {
    private func silentServer() throws -> ScriptedServer {
        try ScriptedServer { connection in
            connection.readRequest()
            connection.waitForClose()
        }
    }

    @Test func `a request under way can be cancelled`() async throws {
        let server = try silentServer()
        let transport = transport()
        let task = Task { try await transport.send(HTTPRequest("POST", server.url())) }
        await server.waitForRequests(1)
        task.cancel()
        let error = await #expect(throws: TransportError.self) { try await task.value }
        #expect(error?.code == .canceled)
        #expect(error?.mayHaveReachedServer == true)
        #expect(error?.description == "the request to 127.0.0.1:\(server.port) was canceled")
    }

    @Test func `a task that is already cancelled sends nothing`() async throws {
        let server = try silentServer()
        let transport = transport()
        let error = await withTaskGroup(of: TransportError?.self) { group in
            group.cancelAll()
            group.addTask {
                await failure { () throws(TransportError) in
                    try await transport.send(HTTPRequest("POST", server.url()))
                }
            }
            return await group.next() ?? nil
        }
        #expect(error?.code == .canceled)
        #expect(error?.mayHaveReachedServer == false)
        #expect(server.requests.isEmpty)
    }

    @Test func `a request that waits for its turn can be cancelled`() async throws {
        let server = try silentServer()
        let transport = transport { $0.maximumConcurrentTransfers = 1 }
        let first = Task { try await transport.send(HTTPRequest("POST", server.url())) }
        await server.waitForRequests(1)
        let second = Task { try await transport.send(HTTPRequest("POST", server.url())) }
        second.cancel()
        let error = await #expect(throws: TransportError.self) { try await second.value }
        #expect(error?.code == .canceled)
        #expect(error?.mayHaveReachedServer == false)
        first.cancel()
        _ = await first.result
        #expect(server.requests.count == 1)
    }

    @Test func `canceling at any moment ends each request exactly once`() async throws {
        let server = try ScriptedServer { connection in
            while connection.readRequest() != nil {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            }
        }
        let transport = transport()
        for yields in 0..<300 {
            let task = Task { try await transport.send(HTTPRequest("GET", server.url())).status }
            for _ in 0..<yields { await Task.yield() }
            task.cancel()
            switch await task.result {
            case .success(let status): #expect(status == 200)
            case .failure(let error): #expect((error as? TransportError)?.code == .canceled)
            }
        }
        #expect(try await transport.send(HTTPRequest("GET", server.url())).status == 200)
    }

    @Test func `a hundred requests can be cancelled together`() async throws {
        let server = try silentServer()
        let transport = transport()
        let task = Task {
            await withTaskGroup(of: TransportError?.self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        await failure { () throws(TransportError) in
                            try await transport.send(HTTPRequest("GET", server.url()))
                        }
                    }
                }
                return await group.reduce(0) { $0 + ($1?.code == .canceled ? 1 : 0) }
            }
        }
        await server.waitForRequests(100)
        task.cancel()
        #expect(await task.value == 100)
    }
}

/// The error that an operation ends in, `nil` when it ends otherwise.
private func failure(of operation: () async throws(TransportError) -> HTTPResponse) async -> TransportError? {
    do {
        _ = try await operation()
        return nil
    } catch {
        return error
    }
}
