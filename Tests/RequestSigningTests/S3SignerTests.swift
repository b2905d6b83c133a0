import InferenceKit
import RequestSigning
import Testing

/// The examples that AWS publishes for S3: 24 May 2013, region us-east-1, bucket `examplebucket`.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html> and `sigv4-query-string-auth.html`.
struct S3SignerTests {
    private static let emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    private let signer = V4Signer(.s3)
    private let scope = SigningScope(region: "us-east-1", service: "s3")
    private let time = UTCTime(secondsSinceEpoch: 1_369_353_600)
    private let credential = Credential(
        accessKey: "AKIAIOSFODNN7EXAMPLE",
        secretKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    )

    struct Example: Sendable, CustomTestStringConvertible {
        var name: String
        var request: HTTPRequest
        var signedHeaders: String
        var signature: String
        var testDescription: String { name }
    }

    static let examples = [
        Example(
            name: "GET Object",
            request: HTTPRequest(
                "GET",
                "https://examplebucket.s3.amazonaws.com/test.txt",
                headers: ["Range": "bytes=0-9"]
            ),
            signedHeaders: "host;range;x-amz-content-sha256;x-amz-date",
            signature: "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
        ),
        Example(
            name: "PUT Object",
            request: HTTPRequest(
                "PUT",
                "https://examplebucket.s3.amazonaws.com/test%24file.text",
                headers: [
                    "Date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY",
                ],
                body: .bytes(Array("Welcome to Amazon S3.".utf8))
            ),
            signedHeaders: "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
            signature: "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"
        ),
        Example(
            name: "GET Bucket Lifecycle",
            request: HTTPRequest("GET", "https://examplebucket.s3.amazonaws.com/?lifecycle"),
            signedHeaders: "host;x-amz-content-sha256;x-amz-date",
            signature: "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"
        ),
        Example(
            name: "Get Bucket (List Objects)",
            request: HTTPRequest("GET", "https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J"),
            signedHeaders: "host;x-amz-content-sha256;x-amz-date",
            signature: "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
        ),
    ]

    @Test(arguments: examples)
    func `a request is signed as AWS publishes it`(_ example: Example) throws {
        let signed = try signer.sign(example.request, with: credential, scope: scope, at: time)
        #expect(
            signed.headers["Authorization"]
                == "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
                + "SignedHeaders=\(example.signedHeaders), Signature=\(example.signature)"
        )
        #expect(signed.headers["x-amz-date"] == "20130524T000000Z")
    }

    @Test func `a link is signed as AWS publishes it`() throws {
        let url = try signer.presignedURL(
            "https://examplebucket.s3.amazonaws.com/test.txt",
            lifeSeconds: 86_400,
            with: credential,
            scope: scope,
            at: time
        )
        #expect(
            url == "https://examplebucket.s3.amazonaws.com/test.txt"
                + "?X-Amz-Algorithm=AWS4-HMAC-SHA256"
                + "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
                + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
                + "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
        )
    }

    @Test func `a hash that is known is taken as it is`() throws {
        let request = HTTPRequest("PUT", "https://examplebucket.s3.amazonaws.com/x", body: .file(path: "/nowhere"))
        let signed = try signer.sign(request, bodyHash: Self.emptyHash, with: credential, scope: scope, at: time)
        #expect(signed.headers["x-amz-content-sha256"] == Self.emptyHash)
    }

    @Test func `the token of temporary keys is signed, in a header and in a link`() throws {
        var credential = credential
        credential.sessionToken = Secret("to/ken+=")
        let signed = try signer.sign(
            HTTPRequest("GET", "https://examplebucket.s3.amazonaws.com/x"),
            with: credential,
            scope: scope,
            at: time
        )
        #expect(signed.headers["x-amz-security-token"] == "to/ken+=")
        #expect(signed.headers["Authorization"]?.contains(";x-amz-security-token,") == true)
        let url = try signer.presignedURL(
            "https://examplebucket.s3.amazonaws.com/x",
            lifeSeconds: 60,
            with: credential,
            scope: scope,
            at: time
        )
        #expect(url.contains("&X-Amz-Security-Token=to%2Fken%2B%3D&X-Amz-Signature="))
    }

    @Test func `no link lives for more than a week`() throws {
        let url = try signer.presignedURL(
            "https://examplebucket.s3.amazonaws.com/x",
            lifeSeconds: .max,
            with: credential,
            scope: scope,
            at: time
        )
        #expect(url.contains("&X-Amz-Expires=604800&"))
    }
}
