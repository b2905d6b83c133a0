import InferenceKit
import Staging
import StagingPlaces
import TestSupport
import Testing

struct S3StagingTests {
    private static let hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"  // of "test"
    private static let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    private static let name = "in/\(hash).jpg"
    private let directory: TestDirectory
    private let time = TestTime()

    init() throws {
        directory = try TestDirectory()
        try directory.write("face", "test")
    }

    private func staging(_ transport: ScriptedTransport, cleansUp: Bool = false, path: Bool = true) -> S3Staging {
        let storage = ObjectStorage(
            origin: "https://s3.test",
            bucket: "bucket",
            prefix: "in",
            region: "eu-west-1",
            usesPathStyle: path,
            credential: Credential(accessKey: "AK", secretKey: Secret("SK"))
        )
        let client = S3Client(storage, transport: transport, time: time, random: { 0 })
        return S3Staging(client, cleansUp: cleansUp)
    }

    private var file: MediaFile {
        var file = MediaFile(name: "image", path: "\(directory.path)/face")
        file.format = "jpeg"
        file.contentType = "image/jpeg"
        return file
    }

    private func answer(_ status: Int, _ code: String = "", headers: HTTPHeaders = [:]) -> ScriptedTransport.Answer {
        let body = code.isEmpty ? "" : "<Error><Code>\(code)</Code><RequestId>R1</RequestId></Error>"
        return .response(HTTPResponse(status: status, headers: headers, body: Array(body.utf8)))
    }

    private var lost: ScriptedTransport.Answer {
        .failure(TransportError(.connectionLost, "s3.test closed the connection", mayHaveReachedServer: true))
    }

    @Test func `a file is put under its hash with its type, and its link is signed`() async throws {
        let transport = ScriptedTransport([answer(404), answer(200)])
        let link = try await staging(transport).link(to: file) { _ in }
        #expect(transport.requests.map(\.method) == ["HEAD", "PUT"])
        let put = try #require(transport.requests.last)
        #expect(put.url == "https://s3.test/bucket/\(Self.name)")
        #expect(put.headers["Content-Type"] == "image/jpeg")
        #expect(put.headers["x-amz-content-sha256"] == Self.hash)
        #expect(put.body == .file(path: "\(directory.path)/face"))
        #expect(link.uploaded == Self.name)
        #expect(link.url.hasPrefix("https://s3.test/bucket/\(Self.name)?X-Amz-Algorithm=AWS4-HMAC-SHA256&"))
        #expect(link.url.contains("&X-Amz-Expires=7200&"))
    }

    @Test func `the bucket can be in the host`() async throws {
        let transport = ScriptedTransport([answer(404), answer(200)])
        _ = try await staging(transport, path: false).link(to: file) { _ in }
        #expect(transport.requests.last?.url == "https://bucket.s3.test/\(Self.name)")
    }

    @Test func `what is there is not sent again`() async throws {
        let transport = ScriptedTransport([answer(200, headers: ["Content-Length": "4"])])
        let link = try await staging(transport).link(to: file) { _ in }
        #expect(transport.requests.map(\.method) == ["HEAD"])
        #expect(link.uploaded == nil)
    }

    @Test(arguments: [200, 403])
    func `an object of another length, or one that is not shown, is put`(_ status: Int) async throws {
        let transport = ScriptedTransport([answer(status, headers: ["Content-Length": "3"]), answer(200)])
        #expect(try await staging(transport).link(to: file) { _ in }.uploaded == Self.name)
    }

    @Test func `a lost connection and a busy service are tried again`() async throws {
        let transport = ScriptedTransport([
            answer(404), lost, answer(503, "SlowDown", headers: ["Retry-After": "7"]), answer(200),
        ])
        _ = try await staging(transport).link(to: file) { _ in }
        #expect(transport.requests.map(\.method) == ["HEAD", "PUT", "PUT", "PUT"])
        #expect(time.waits == [.milliseconds(500), .seconds(7)])
    }

    @Test func `patience ends`() async throws {
        let transport = ScriptedTransport(Array(repeating: lost, count: 9))
        let error = await #expect(throws: PredictionError.self) { try await staging(transport).link(to: file) { _ in } }
        #expect(error?.code == .serviceUnavailable)
        #expect(transport.requests.count == 5)
    }

    @Test func `the clock is corrected once`() async throws {
        // Ours is 2026-01-05T12:21:33Z.
        let date: HTTPHeaders = ["Date": "Mon, 05 Jan 2026 18:00:00 GMT"]
        let transport = ScriptedTransport([
            answer(404), answer(403, "RequestTimeTooSkewed", headers: date), answer(200),
        ])
        let link = try await staging(transport).link(to: file) { _ in }
        #expect(transport.requests.last?.headers["x-amz-date"] == "20260105T180000Z")
        #expect(link.url.contains("X-Amz-Date=20260105T180000Z"))

        let stubborn = ScriptedTransport([
            answer(403, headers: date), answer(404), answer(403, "RequestTimeTooSkewed", headers: date),
        ])
        let error = await #expect(throws: PredictionError.self) { try await staging(stubborn).link(to: file) { _ in } }
        #expect(error?.code == .configuration)
        #expect(error?.help?.contains("clock") == true)
    }

    @Test(arguments: [
        (404, "NoSuchBucket", PredictionError.Code.configuration, "no bucket 'bucket'"),
        (403, "AccessDenied", .accessDenied, "may not write"),
        (403, "SignatureDoesNotMatch", .accessDenied, "does not belong"),
        (403, "InvalidAccessKeyId", .accessDenied, "does not know the access key"),
        (400, "ExpiredToken", .accessDenied, "temporary keys"),
        (301, "PermanentRedirect", .configuration, "served elsewhere"),
        (400, "XAmzContentSHA256Mismatch", .invalidInput, "changed during"),
        (400, "EntityTooLarge", .invalidInput, "size"),
        (404, "", .configuration, "does not respond like an S3 service"),
        (418, "Teapot", .serviceUnavailable, "Teapot"),
    ])
    func `a refusal is explained`(
        _ status: Int,
        _ code: String,
        _ kind: PredictionError.Code,
        _ words: String
    ) async throws {
        let transport = ScriptedTransport([answer(404), answer(status, code)])
        let error = await #expect(throws: PredictionError.self) { try await staging(transport).link(to: file) { _ in } }
        #expect(error?.code == kind)
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
        #expect(error?.help?.isEmpty == false)
        #expect(error?.vendor?.httpStatus == status)
        #expect(transport.requests.count == 2)
    }

    @Test func `another region is named`() async throws {
        let transport = ScriptedTransport([
            answer(404), answer(301, "PermanentRedirect", headers: ["x-amz-bucket-region": "ap-south-1"]),
        ])
        let error = await #expect(throws: PredictionError.self) { try await staging(transport).link(to: file) { _ in } }
        #expect(error?.message.contains("in the region 'ap-south-1', not in 'eu-west-1'") == true)
        #expect(error?.help?.contains("region=ap-south-1") == true)
    }

    @Test func `only what this run has put is removed, and only when that is wanted`() async throws {
        let transport = ScriptedTransport([
            answer(404), answer(200), answer(200, headers: ["Content-Length": "0"]), answer(204),
            answer(403, "AccessDenied"),
        ])
        let staging = staging(transport, cleansUp: true)
        _ = try await staging.link(to: file) { _ in }
        try directory.write("other", "")
        let other = MediaFile(name: "other", path: "\(directory.path)/other")
        #expect(try await staging.link(to: other) { _ in }.uploaded == nil)
        staging.remember(uploaded: "in/zzz.earlier")
        let warnings = await staging.cleanUp()
        #expect(
            transport.requests.suffix(2).map(\.url) == [
                "https://s3.test/bucket/\(Self.name)", "https://s3.test/bucket/in/zzz.earlier",
            ]
        )
        #expect(transport.requests.last?.method == "DELETE")
        #expect(warnings.count == 1 && warnings[0].contains("in/zzz.earlier"))
        #expect(await staging.cleanUp().isEmpty)

        let kept = ScriptedTransport([answer(404), answer(200)])
        let keeping = self.staging(kept)
        _ = try await keeping.link(to: file) { _ in }
        #expect(await keeping.cleanUp().isEmpty)
        #expect(kept.requests.count == 2)
    }

    @Test(arguments: [
        ("a.PNG", nil, ".png"), ("a", nil, ""), ("a.b c", nil, ""), (".hidden", nil, ""), ("a.toolongending", nil, ""),
        ("a.txt", "mp3", ".mp3"), ("a.ü", nil, ""),
    ])
    func `the ending is that of the format, or a plain one of the file`(
        _ path: String,
        _ format: String?,
        _ ending: String
    ) async throws {
        try directory.write(path, "")
        var file = MediaFile(name: "x", path: "\(directory.path)/\(path)")
        file.format = format
        let transport = ScriptedTransport([answer(404), answer(200)])
        #expect(try await staging(transport).link(to: file) { _ in }.uploaded == "in/\(Self.empty)\(ending)")
    }

    @Test func `a file that is gone is reported`() async throws {
        let gone = MediaFile(name: "image", path: "\(directory.path)/gone")
        let error = await #expect(throws: PredictionError.self) {
            try await staging(ScriptedTransport([])).link(to: gone) { _ in }
        }
        #expect(error?.code == .invalidInput)
    }

    @Test func `canceling ends it`() async throws {
        let cancelled = TransportError(.canceled, "canceled", mayHaveReachedServer: true)
        await #expect(throws: CancellationError.self) {
            try await staging(ScriptedTransport([.failure(cancelled)])).link(to: file) { _ in }
        }
    }

    @Test func `links are used again until a quarter of an hour before their end`() {
        #expect(staging(ScriptedTransport([])).life == .seconds(6_300))
    }
}
