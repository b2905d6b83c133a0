import Foundation
import InferenceKit
import Synchronization
import Testing

@testable import CurlTransport

/// A download that goes on where an earlier one stopped.
struct ContinuationTests {
    static let content = "0123456789"
    static let version = FileVersion(entityTag: "\"v1\"", totalBytes: 10)

    /// What is left of a download over a file that held something.
    struct Result {
        var status: Int?
        var error: TransportError?
        var file: String
        var progress: [DownloadProgress]
    }

    private func download(
        from server: ScriptedServer,
        over existing: String?,
        continuing version: FileVersion? = Self.version
    ) async throws -> Result {
        let path = temporaryPath()
        defer { try? FileManager.default.removeItem(atPath: path) }
        if let existing { try Data(existing.utf8).write(to: URL(filePath: path)) }
        let calls = Mutex<[DownloadProgress]>([])
        var result = Result(file: "", progress: [])
        do {
            let request = HTTPRequest("GET", server.url())
            result.status = try await transport().download(request, to: path, continuing: version) { progress in
                calls.withLock { $0.append(progress) }
            }.status
        } catch {
            result.error = error
        }
        result.file = String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
        result.progress = calls.withLock { $0 }
        return result
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// The answer to a request for the bytes from the fifth on, that of an honest server where it is not given.
        var status = "206 Partial Content"
        var headers = ["ETag: \"v1\"", "Content-Range: bytes 4-9/10", "Content-Length: 6"]
        var body = "456789"
        /// What the file holds then, which held `0123` before.
        var file = content
        var error: TransportError.Code?
    }

    static let whole = ["ETag: \"v1\"", "Content-Length: 10"]
    static let cases = [
        Case(testDescription: "the rest"),
        Case(
            testDescription: "the rest, in chunks",
            headers: ["ETag: \"v1\"", "Content-Range: bytes 4-9/10", "Transfer-Encoding: chunked"],
            body: "2\r\n45\r\n4\r\n6789\r\n0\r\n\r\n"
        ),
        Case(
            testDescription: "a piece of the rest",
            headers: ["ETag: \"v1\"", "Content-Range: bytes 4-5/10", "Content-Length: 2"],
            body: "45",
            file: "012345"
        ),
        Case(testDescription: "the rest, cut", body: "45", file: "012345", error: .connectionLost),
        Case(
            testDescription: "chunks that end too early",
            headers: ["ETag: \"v1\"", "Content-Range: bytes 4-9/10", "Transfer-Encoding: chunked"],
            body: "2\r\n45\r\n0\r\n\r\n",
            file: "012345",
            error: .connectionLost
        ),
        Case(
            testDescription: "more than the rest",
            headers: ["ETag: \"v1\"", "Content-Range: bytes 4-9/10", "Transfer-Encoding: chunked"],
            body: "8\r\n456789ab\r\n0\r\n\r\n",
            file: "0123",
            error: .rangeMismatch
        ),
        Case(testDescription: "the whole file", status: "200 OK", headers: whole, body: content),
        Case(
            testDescription: "another file",
            status: "200 OK",
            headers: ["ETag: \"v2\"", "Content-Length: 3"],
            body: "abc",
            file: "abc"
        ),
        Case(
            testDescription: "another, empty file",
            status: "200 OK",
            headers: ["ETag: \"v2\"", "Content-Length: 0"],
            body: "",
            file: ""
        ),
        Case(
            testDescription: "another file, cut",
            status: "200 OK",
            headers: whole,
            body: "ab",
            file: "ab",
            error: .connectionLost
        ),
    ]
    static let mismatches = [
        ("from an earlier byte", ["ETag: \"v1\"", "Content-Range: bytes 3-9/10"]),
        ("from a later byte", ["ETag: \"v1\"", "Content-Range: bytes 5-9/10"]),
        ("of a longer file", ["ETag: \"v1\"", "Content-Range: bytes 4-9/11"]),
        ("of a file of unknown length", ["ETag: \"v1\"", "Content-Range: bytes 4-9/*"]),
        ("of an impossible range", ["ETag: \"v1\"", "Content-Range: bytes 4-10/10"]),
        ("of nothing", ["ETag: \"v1\"", "Content-Range: bytes */10"]),
        ("of other units", ["ETag: \"v1\"", "Content-Range: pages 4-9/10"]),
        ("without a range", ["ETag: \"v1\""]),
        ("with two ranges", ["ETag: \"v1\"", "Content-Range: bytes 4-9/10", "Content-Range: bytes 4-9/10"]),
        ("of another version", ["ETag: \"v2\"", "Content-Range: bytes 4-9/10"]),
        ("of a weakly equal version", ["ETag: W/\"v1\"", "Content-Range: bytes 4-9/10"]),
        ("of a version that is not told", ["Content-Range: bytes 4-9/10"]),
        ("in gzip", ["ETag: \"v1\"", "Content-Range: bytes 4-9/10", "Content-Encoding: gzip"]),
        ("of another length", ["ETag: \"v1\"", "Content-Range: bytes 4-8/10"]),
        (
            "as many parts",
            ["ETag: \"v1\"", "Content-Range: bytes 4-9/10", "Content-Type: multipart/byteranges; boundary=x"]
        ),
    ].map { name, headers in
        Case(
            testDescription: "a part \(name)",
            headers: headers + ["Content-Length: 6"],
            body: "??????",
            file: "0123",
            error: .rangeMismatch
        )
    }
    static let refusals = ["416 Range Not Satisfiable", "404 Not Found", "503 Service Unavailable"].map { status in
        Case(testDescription: status, status: status, headers: ["Content-Length: 4"], body: "gone", file: "0123")
    }

    @Test(arguments: cases + mismatches + refusals)
    func `only what proves to be the rest is appended`(_ example: Case) async throws {
        let head = (["HTTP/1.1 \(example.status)"] + example.headers).joined(separator: "\r\n")
        let server = try ScriptedServer(answer: "\(head)\r\n\r\n\(example.body)")
        let result = try await download(from: server, over: "0123")
        #expect(result.error?.code == example.error)
        #expect(result.file == example.file)
        let request = try #require(server.requests.first)
        #expect(request.header("Range") == "bytes=4-")
        #expect(request.header("If-Range") == "\"v1\"")
        #expect(request.header("Accept-Encoding") == "identity")
    }

    @Test func `the version is reported before the file is touched, and bytes that were there count`() async throws {
        let server = try ScriptedServer(
            answer: "HTTP/1.1 206 P\r\nETag: \"v1\"\r\nContent-Range: bytes 4-9/10\r\nContent-Length: 6\r\n\r\n456789"
        )
        let result = try await download(from: server, over: "0123")
        #expect(result.progress.first == DownloadProgress(receivedBytes: 4, totalBytes: 10, version: Self.version))
        #expect(result.progress.last == DownloadProgress(receivedBytes: 10, totalBytes: 10, version: Self.version))
    }

    @Test(arguments: [nil, "", "0123456789", "0123456789ab"])
    func `a file that is no beginning of the version is fetched from the start`(_ existing: String?) async throws {
        let server = try ScriptedServer(answer: "HTTP/1.1 200 OK\r\nETag: \"v1\"\r\nContent-Length: 3\r\n\r\nabc")
        let result = try await download(from: server, over: existing)
        #expect(result.file == "abc")
        #expect(server.requests.first?.header("Range") == nil)
        #expect(server.requests.first?.header("If-Range") == nil)
    }

    @Test func `a part that nobody asked for is no file`() async throws {
        let server = try ScriptedServer(
            answer: "HTTP/1.1 206 P\r\nETag: \"v1\"\r\nContent-Range: bytes 0-2/10\r\nContent-Length: 3\r\n\r\n012"
        )
        let result = try await download(from: server, over: "old", continuing: nil)
        #expect(result.error?.code == .rangeMismatch)
        #expect(
            result.error?.description
                == "127.0.0.1:\(server.port) sent a part of the file although the whole file was requested"
        )
        #expect(result.file == "")
    }

    @Test(
        arguments: [
            (["ETag: \"v1\"", "Content-Length: 3"], "\"v1\""), (["ETag: W/\"v1\"", "Content-Length: 3"], nil),
            (["ETag: v1", "Content-Length: 3"], nil), (["ETag: \"\"", "Content-Length: 3"], nil),
            (["ETag: \"v1\""], nil), (["Content-Length: 3"], nil),
            (["ETag: \"v1\"", "ETag: \"v2\"", "Content-Length: 3"], nil),
            (["ETag: \"v1\"", "Content-Length: 3", "Content-Encoding: gzip"], nil),
        ] as [([String], String?)]
    )
    func `only a strong tag and a length make a version`(_ headers: [String], _ tag: String?) async throws {
        let server = try ScriptedServer(answer: "HTTP/1.1 200 OK\r\n\(headers.joined(separator: "\r\n"))\r\n\r\nabc")
        let result = try await download(from: server, over: nil, continuing: nil)
        #expect(result.file == "abc")
        #expect(result.progress.first?.version == tag.flatMap { FileVersion(entityTag: $0, totalBytes: 3) })
    }

    @Test func `a redirect in between is asked for the same part`() async throws {
        let other = try ScriptedServer(
            answer: "HTTP/1.1 206 P\r\nETag: \"v1\"\r\nContent-Range: bytes 4-9/10\r\nContent-Length: 6\r\n\r\n456789"
        )
        let server = try ScriptedServer(
            answer: "HTTP/1.1 302 Found\r\nLocation: \(other.url())\r\nETag: \"v1\"\r\nContent-Length: 4\r\n\r\n????"
        )
        let result = try await download(from: server, over: "0123")
        #expect(result.file == Self.content)
        #expect(other.requests.first?.header("Range") == "bytes=4-")
        #expect(other.requests.first?.header("If-Range") == "\"v1\"")
    }
}
