import InferenceKit
import RequestSigning
import Testing
import VisionHelper

struct SignatureVerifierTests {
    typealias Request = SignatureVerifier.ReceivedRequest

    static let credential = Credential(accessKey: "AKexample", secretKey: Secret("secret=="))
    static let temporary = Credential(accessKey: "AKtemporary", secretKey: Secret("x"), sessionToken: Secret("token"))
    static let scope = SigningScope(region: "ap-singapore-1", service: "cv")
    static let now = UTCTime(secondsSinceEpoch: 1_767_615_693)

    /// A request signed by us, as a server on port 8080 receives it.
    static func signed(
        by credential: Credential = credential,
        scope: SigningScope = scope,
        at time: UTCTime = now
    ) throws -> Request {
        let body = Array(#"{"req_key":"a"}"#.utf8)
        let request = HTTPRequest(
            "POST",
            "http://127.0.0.1:8080/?Version=2024-06-06&Action=CVProcess",
            headers: ["Content-Type": "application/json"],
            body: .bytes(body)
        )
        let signed = try V4Signer(.bytePlus).sign(request, with: credential, scope: scope, at: time)
        var headers = signed.headers
        headers.append("host", "127.0.0.1:8080")
        headers.append("X-Forwarded-For", "added on the way")
        return Request(
            method: "POST",
            path: "/",
            query: "Version=2024-06-06&Action=CVProcess",
            headers: headers,
            body: body
        )
    }

    func verify(_ request: Request, at now: UTCTime = now) throws(SigningError) {
        try SignatureVerifier(.bytePlus, scope: Self.scope).verify(request, at: now) { accessKey in
            [Self.credential, Self.temporary].first { $0.accessKey == accessKey }
        }
    }

    @Test func `a request signed by us is accepted, with headers added on the way`() throws {
        try verify(Self.signed())
        try verify(Self.signed(by: Self.temporary))
    }

    @Test(arguments: SigningVector.signedByHeader)
    func `a request signed by the vendor's SDK is accepted`(vector: SigningVector) throws {
        var headers = HTTPHeaders()
        for (name, value) in (vector.expected.headersAfter ?? [:]).sorted(by: { $0.key > $1.key }) {
            headers[name] = value
        }
        let request = Request(
            method: vector.input.method,
            path: vector.path,
            query: vector.sdkQuery,
            headers: headers,
            body: vector.body
        )
        let signer = try SignatureVerifier(.bytePlus).verify(request, at: vector.time) { accessKey in
            accessKey == vector.input.ak ? vector.credential : nil
        }
        #expect(signer == vector.credential)
    }

    @Test func `signing only host and date is legal`() throws {
        // The documented samples do so; the body still counts.
        let signer = V4Signer(.bytePlus)
        let date = Self.now.iso8601Basic
        let hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        let canonicalRequest = signer.canonicalRequest(
            method: "GET",
            path: "/".utf8.span,
            query: "".utf8.span,
            headers: [("host", "example.com"), ("x-date", date)],
            bodyHash: hash
        )
        let signature = try signer.signature(
            of: signer.stringToSign(
                canonicalRequest: canonicalRequest,
                credentialScope: signer.credentialScope(Self.scope, date: date),
                date: date
            ),
            with: signer.signingKey(secretKey: Self.credential.secretKey, scope: Self.scope, date: date)
        )
        let authorization =
            "HMAC-SHA256 Credential=AKexample/20260105/ap-singapore-1/cv/request, "
            + "SignedHeaders=host;x-date, Signature=\(signature)"
        var request = Request(
            method: "GET",
            path: "/",
            query: "",
            headers: ["Host": "example.com", "X-Date": date, "Authorization": authorization],
            body: []
        )
        try verify(request)
        request.body = [1]
        let error = #expect(throws: SigningError.self) { try verify(request) }
        #expect(error?.code == .signatureMismatch)
    }

    /// One way to spoil a good request, and how it must be refused.
    struct Fault: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var code: SigningError.Code
        var spoil: @Sendable (inout Request) throws -> Void

        init(_ name: String, _ code: SigningError.Code, _ spoil: @escaping @Sendable (inout Request) throws -> Void) {
            self.testDescription = name
            self.code = code
            self.spoil = spoil
        }

        static func authorization(_ value: String) -> Fault {
            Fault(value, .malformedAuthorization) { $0.headers["Authorization"] = value }
        }
    }

    static let faults: [Fault] = [
        Fault("no authorization", .missingAuthorization) { $0.headers["Authorization"] = nil },
        .authorization(""),
        .authorization("HMAC-SHA256"),
        .authorization("Bearer abc"),
        .authorization("AWS4-HMAC-SHA256 Credential=a/b/c/d/request, SignedHeaders=host, Signature=0"),
        .authorization("HMAC-SHA256 Credential=a/b/c/d/request, SignedHeaders=host"),
        .authorization("HMAC-SHA256 Credential=a/b/c/d/request, SignedHeaders=host, Signature=0, Signature=1"),
        .authorization("HMAC-SHA256 Credential=a/b/c/d/request, SignedHeaders=host, Signature=0, More=1"),
        .authorization("HMAC-SHA256 Credential=a/b/c/request, SignedHeaders=host, Signature=0"),
        .authorization("HMAC-SHA256 Credential=a/b/c/d/aws4_request, SignedHeaders=host, Signature=0"),
        .authorization("HMAC-SHA256 Credential, SignedHeaders=host, Signature=0"),
        Fault("unknown key", .unknownAccessKey) {
            $0 = try signed(by: Credential(accessKey: "AKother", secretKey: Secret("secret==")))
        },
        Fault("wrong secret", .signatureMismatch) {
            $0 = try signed(by: Credential(accessKey: "AKexample", secretKey: Secret("secret")))
        },
        Fault("token left out", .invalidToken) {
            $0 = try signed(by: Credential(accessKey: "AKtemporary", secretKey: Secret("x")))
        },
        Fault("no date", .invalidDate) { $0.headers["X-Date"] = nil },
        Fault("date in another form", .invalidDate) { $0.headers["X-Date"] = "2026-01-05T12:21:33Z" },
        Fault("date of another day", .invalidDate) { $0.headers["X-Date"] = "20260106T122133Z" },
        Fault("901 s old", .expired) { $0 = try signed(at: now + .seconds(-901)) },
        Fault("901 s early", .expired) { $0 = try signed(at: now + .seconds(901)) },
        Fault("another region", .scopeMismatch) {
            $0 = try signed(scope: SigningScope(region: "cn-north-1", service: "cv"))
        },
        Fault("another service", .scopeMismatch) {
            $0 = try signed(scope: SigningScope(region: "ap-singapore-1", service: "iam"))
        },
        Fault("another body", .bodyHashMismatch) { $0.body.append(0x20) },
        Fault("no body", .bodyHashMismatch) { $0.body = [] },
        Fault("another method", .signatureMismatch) { $0.method = "GET" },
        Fault("another path", .signatureMismatch) { $0.path = "/x" },
        Fault("another query", .signatureMismatch) { $0.query = "Version=2024-06-06&Action=CVSubmitTask" },
        Fault("one more query item", .signatureMismatch) { $0.query += "&a" },
        Fault("another signed header", .signatureMismatch) { $0.headers["Content-Type"] = "text/plain" },
        Fault("signed header missing", .signatureMismatch) { $0.headers["Content-Type"] = nil },
        Fault("another host", .signatureMismatch) { $0.headers["Host"] = "127.0.0.1:8081" },
        Fault("signature in upper case", .signatureMismatch) {
            let (start, signature) = try parts($0)
            $0.headers["Authorization"] = start + signature.uppercased()
        },
        Fault("signature cut short", .signatureMismatch) {
            let (start, signature) = try parts($0)
            $0.headers["Authorization"] = start + signature.dropLast()
        },
    ]

    private static func parts(_ request: Request) throws -> (start: String, signature: String) {
        let authorization = try #require(request.headers["Authorization"])
        return (String(authorization.dropLast(64)), String(authorization.suffix(64)))
    }

    @Test(arguments: faults)
    func `a spoiled request is refused for its own reason`(fault: Fault) throws {
        var request = try Self.signed()
        try fault.spoil(&request)
        let error = #expect(throws: SigningError.self) { try verify(request) }
        #expect(error?.code == fault.code)
    }

    @Test(arguments: [-900, 0, 900])
    func `a clock may be fifteen minutes off`(seconds: Int) throws {
        try verify(Self.signed(at: Self.now + .seconds(seconds)))
    }
}
