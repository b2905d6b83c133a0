import InferenceKit
import StagingPlaces
import TestSupport
import Testing

@testable import Staging

struct BucketStyleTests {
    @Test(arguments: [
        ("bucket", "https://s3.us-east-1.amazonaws.com", nil, "https://bucket.s3.us-east-1.amazonaws.com/a%20b.wav"),
        (
            "bucket", "https://s3.cn-north-1.amazonaws.com.cn", nil,
            "https://bucket.s3.cn-north-1.amazonaws.com.cn/a%20b.wav"
        ),
        (
            "with.dots", "https://s3.us-east-1.amazonaws.com", nil,
            "https://s3.us-east-1.amazonaws.com/with.dots/a%20b.wav"
        ),
        ("bucket", "https://minio.host.test", nil, "https://minio.host.test/bucket/a%20b.wav"),
        ("bucket", "https://notamazonaws.com", nil, "https://notamazonaws.com/bucket/a%20b.wav"),
        (
            "bucket", "https://tos-s3-ap-southeast-1.bytepluses.com", nil,
            "https://bucket.tos-s3-ap-southeast-1.bytepluses.com/a%20b.wav"
        ),
        ("bucket", "https://TOS-S3.volces.com:443", nil, "https://bucket.TOS-S3.volces.com:443/a%20b.wav"),
        ("bucket", "http://127.0.0.1:9000", nil, "http://127.0.0.1:9000/bucket/a%20b.wav"),
        ("bucket", "http://localhost:9000", nil, "http://localhost:9000/bucket/a%20b.wav"),
        ("bucket", "https://minio.host.test", false, "https://bucket.minio.host.test/a%20b.wav"),
        ("bucket", "https://s3.amazonaws.com", true, "https://s3.amazonaws.com/bucket/a%20b.wav"),
        ("with.dots", "https://s3.amazonaws.com", false, "https://with.dots.s3.amazonaws.com/a%20b.wav"),
    ])
    func `a bucket is written where its service expects it`(
        _ bucket: String,
        _ origin: String,
        _ usesPathStyle: Bool?,
        _ url: String
    ) {
        let storage = ObjectStorage(
            origin: origin,
            bucket: bucket,
            usesPathStyle: usesPathStyle,
            credential: Credential(accessKey: "AK", secretKey: Secret("SK"))
        )
        let client = S3Client(storage, transport: ScriptedTransport([]), time: TestTime())
        #expect(client.url(of: "a b.wav") == url)
    }
}
