import ErrorReporting
import InferenceKit
import StagingPlaces
import Testing

@testable import ServiceAccess

struct StagingAddressTests {
    private let keys = ["RUNNER_STAGING_ACCESS_KEY": "AK", "RUNNER_STAGING_SECRET_KEY": "SK"]

    private func settings(
        _ staging: String,
        endpoint: String? = nil,
        _ environment: [String: String]
    ) throws -> ServiceSettings {
        try ServiceSettings(of: nil, endpoint: endpoint, staging: staging, environment: environment)
    }

    @Test func `every part of an address is read`() throws {
        let text =
            "s3://my-bucket/a%20b/c/?endpoint=https://s3.host.test:9000/&region=eu-west-1&path_style=false&life=3h"
        let storage = try #require(try settings(text, keys).storage)
        #expect(storage.origin == "https://s3.host.test:9000")
        #expect(storage.bucket == "my-bucket")
        #expect(storage.prefix == "a b/c")
        #expect(storage.region == "eu-west-1")
        #expect(storage.usesPathStyle == false)
        #expect(storage.linkSeconds == 10_800)
        #expect(storage.place == "https://s3.host.test:9000/my-bucket/a b/c")
        #expect(storage.credential == Credential(accessKey: "AK", secretKey: Secret("SK")))
    }

    @Test(arguments: [
        ("s3://bucket", "https://s3.us-east-1.amazonaws.com"),
        ("s3://bucket?endpoint=https://minio.host.test", "https://minio.host.test"),
        ("s3://bucket?endpoint=http://127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("S3://bucket?endpoint=http%3A%2F%2Flocalhost:9000", "http://localhost:9000"),
    ])
    func `an address needs no more than a bucket`(_ text: String, _ origin: String) throws {
        let storage = try #require(try settings(text, endpoint: "http://127.0.0.1:1", keys).storage)
        #expect(storage.origin == origin)
        #expect(storage.usesPathStyle == nil)
        #expect(storage.linkSeconds == 7_200)
    }

    @Test(arguments: [
        (["AWS_REGION": "a-1", "AWS_DEFAULT_REGION": "b-1"], "a-1"), (["AWS_DEFAULT_REGION": "b-1"], "b-1"),
        (["AWS_REGION": "", "AWS_DEFAULT_REGION": "b-1"], "b-1"), ([:], "us-east-1"),
    ])
    func `the region comes from the environment`(_ environment: [String: String], _ region: String) throws {
        #expect(try settings("s3://bucket", environment.merging(keys) { $1 }).storage?.region == region)
    }

    @Test func `keys for staging come before those of AWS, and are never mixed with them`() throws {
        let aws = ["AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "B", "AWS_SESSION_TOKEN": "C"]
        let credential = { try self.settings("s3://bucket", $0).storage?.credential }
        #expect(try credential(aws) == Credential(accessKey: "A", secretKey: Secret("B"), sessionToken: Secret("C")))
        #expect(try credential(aws.merging(keys) { $1 }) == Credential(accessKey: "AK", secretKey: Secret("SK")))
        let half = aws.merging(["RUNNER_STAGING_ACCESS_KEY": "AK"]) { $1 }
        #expect(try credential(half) == nil)
        #expect(try settings("s3://bucket", half).stagingProblem?.code == .missingSecret)
        #expect(try settings("s3://bucket", [:]).stagingProblem?.help?.contains("RUNNER_STAGING_SECRET_KEY") == true)
    }

    @Test(arguments: [
        "http://127.0.0.1:9000", "http://localhost:9000", "https://10.0.0.1", "https://minio.local", "https://minio",
    ])
    func `a bucket that the service cannot reach is of no use`(_ endpoint: String) throws {
        let far = try settings("s3://bucket?endpoint=\(endpoint)", keys)
        #expect(far.stagingProblem?.code == .configuration)
        let near = try settings("s3://bucket?endpoint=\(endpoint)", endpoint: "http://127.0.0.1:1", keys)
        #expect(near.stagingProblem == nil)
    }

    @Test(arguments: ["../up", "a/../b", "./x", "a/.", "%2e%2E/up", "a%2F..%2Fb"])
    func `a path that fetchers would shorten is refused`(_ path: String) throws {
        #expect(throws: RunnerError.self) { try settings("s3://bucket/\(path)", keys) }
        #expect(try settings("s3://bucket/...\(path.filter { !"./%".contains($0) })", keys).storage != nil)
    }

    @Test func `no key is in what is shown or recorded`() throws {
        let settings = try settings("s3://bucket", keys.merging(["RUNNER_STAGING_SESSION_TOKEN": "TK"]) { $1 })
        #expect(settings.storage?.credential.sessionToken == Secret("TK"))
        let shown = "\(String(describing: settings.storage)) \(settings.staging ?? "")"
        #expect(!shown.contains("SK") && !shown.contains("TK"))
    }
}
