import Foundation
import Hashing
import InferenceKit
import RequestSigning
import Testing
import VisionHelper

struct V4SignerTests {
    let signer = V4Signer(.bytePlus)

    @Test func `all vectors are read`() {
        #expect(SigningVector.all.count == 54)
        #expect(SigningVector.signedByHeader.count == 48)
    }

    @Test(arguments: SigningVector.signedByHeader)
    func `a signed request has the headers of the vendor's SDK`(vector: SigningVector) throws {
        let signed = try signer.sign(vector.request, with: vector.credential, scope: vector.scope, at: vector.time)
        let expected = try #require(vector.expected.headersAfter)
        for name in ["X-Date", "X-Content-Sha256", "X-Security-Token", "Authorization"] {
            #expect(signed.headers[name] == expected[name])
        }
        #expect(signed.headers["Authorization"] == vector.expected.authorization)
    }

    @Test func `one signer serves credentials, scopes and days in turn`() throws {
        for vector in SigningVector.signedByHeader + SigningVector.signedByHeader.reversed() {
            let signed = try signer.sign(vector.request, with: vector.credential, scope: vector.scope, at: vector.time)
            #expect(signed.headers["Authorization"] == vector.expected.authorization)
        }
    }

    @Test(arguments: SigningVector.signedByHeader)
    func `every stage gives the vendor's bytes`(vector: SigningVector) throws {
        let text = vector.expected.canonicalRequest
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let headers = lines[3..<(lines.count - 3)].map { line in
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            return (name: String(line[..<colon]), value: String(line[colon...].dropFirst()))
        }
        for query in [vector.query, vector.sdkQuery] {
            let canonicalRequest = signer.canonicalRequest(
                method: vector.input.method,
                path: vector.path.utf8.span,
                query: query.utf8.span,
                headers: headers,
                bodyHash: try SHA256.digest(of: vector.body).hex
            )
            #expect(String(decoding: canonicalRequest, as: UTF8.self) == text)
        }
        try checkLaterStages(vector)
    }

    /// We sign no query as the vendor's SDK does, but the stages are the same.
    @Test(arguments: SigningVector.presigned)
    func `the stages of a pre-signed query give the vendor's bytes`(vector: SigningVector) throws {
        try checkLaterStages(vector)
    }

    private func checkLaterStages(_ vector: SigningVector) throws {
        let stringToSign = try signer.stringToSign(
            canonicalRequest: Array(vector.expected.canonicalRequest.utf8),
            credentialScope: signer.credentialScope(vector.scope, date: vector.input.date),
            date: vector.input.date
        )
        #expect(String(decoding: stringToSign, as: UTF8.self) == vector.expected.stringToSign)
        let key = try signer.signingKey(
            secretKey: vector.credential.secretKey,
            scope: vector.scope,
            date: vector.input.date
        )
        #expect(key.map { String(format: "%02x", Int($0)) }.joined() == vector.expected.signingKeyHex)
        #expect(try signer.signature(of: stringToSign, with: key) == vector.expected.signature)
    }
}

struct V4SignerRefusalTests {
    let signer = V4Signer(.bytePlus)
    let credential = Credential(accessKey: "AKexample", secretKey: Secret("secret"))
    let scope = SigningScope(region: "ap-singapore-1", service: "cv")
    let time = UTCTime(secondsSinceEpoch: 1_767_615_693)

    private func sign(_ request: HTTPRequest) throws -> HTTPRequest {
        try signer.sign(request, with: credential, scope: scope, at: time)
    }

    @Test func `signing again replaces the signature`() throws {
        let request = HTTPRequest("POST", "https://example.com/?Action=A")
        let signed = try sign(request)
        #expect(try sign(signed) == signed)
    }

    @Test func `a file signs like its bytes`() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "signing-\(UUID().uuidString)")
        try Data("content".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let fromFile = try sign(HTTPRequest("PUT", "https://example.com/o", body: .file(path: file.path)))
        let fromBytes = try sign(HTTPRequest("PUT", "https://example.com/o", body: .bytes(Array("content".utf8))))
        #expect(fromFile.headers == fromBytes.headers)
    }

    @Test func `a file that cannot be read is an error that names it`() {
        let request = HTTPRequest("PUT", "https://example.com/o", body: .file(path: "/nowhere/a.jpg"))
        let error = #expect(throws: SigningError.self) { try sign(request) }
        #expect(error?.code == .hashing)
        #expect(error?.description == "cannot open '/nowhere/a.jpg': No such file or directory")
    }

    @Test(arguments: ["", "/path", "example.com/", "https:example.com", "https:///path", "https://?a=b", "://host/"])
    func `a URL without scheme or host is refused`(url: String) {
        let error = #expect(throws: SigningError.self) { try sign(HTTPRequest("GET", url)) }
        #expect(error?.code == .invalidURL)
    }

    @Test(arguments: [
        "https://example.com/a?b=c", "https://someone@example.com/a?b=c", "https://example.com/a?b=c#part",
        "https://example.com:443/a?b=c", "https://example.com:80/%61?%62=%63", "https://example.com/a?b=c&",
    ])
    func `ways to write one URL give one signature`(url: String) throws {
        let plain = try sign(HTTPRequest("GET", "https://example.com/a?b=c"))
        #expect(try sign(HTTPRequest("GET", url)).headers == plain.headers)
    }

    @Test func `blanks around a value are not signed`() throws {
        let plain = try sign(HTTPRequest("GET", "https://example.com/", headers: ["X-Note": "a  b"]))
        let padded = try sign(HTTPRequest("GET", "https://example.com/", headers: ["X-Note": " \ta  b  "]))
        #expect(padded.headers["Authorization"] == plain.headers["Authorization"])
    }

    @Test(arguments: ["a\r\nX-Evil: 1", "a\nb", "a\rb", "a\0b", "a\u{7f}"])
    func `a value with a line break or a control character is refused`(value: String) {
        let request = HTTPRequest("GET", "https://example.com/", headers: ["Accept": value])
        let error = #expect(throws: SigningError.self) { try sign(request) }
        #expect(error?.code == .invalidHeader)
        #expect(error?.description == "the header 'accept' has a line break or control character in its value")
    }

    @Test func `two values of one signed name are refused`() {
        var request = HTTPRequest("GET", "https://example.com/")
        request.headers.append("X-Note", "a")
        request.headers.append("x-note", "b")
        let error = #expect(throws: SigningError.self) { try sign(request) }
        #expect(error?.code == .invalidHeader)
    }

    @Test(arguments: ["AKexample\n", "AK example", "AK/example", "AK,example", "AKéxample"])
    func `an access key that would break the header is refused without being shown`(accessKey: String) {
        let credential = Credential(accessKey: accessKey, secretKey: Secret("secret"))
        let error = #expect(throws: SigningError.self) {
            try signer.sign(HTTPRequest("GET", "https://example.com/"), with: credential, scope: scope, at: time)
        }
        #expect(error?.description == "the access key has a blank, a line break, '/' or ','; remove it")
    }
}
