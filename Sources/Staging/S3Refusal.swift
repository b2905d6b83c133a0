internal import InferenceKit
internal import StagingPlaces

/// The meaning of a bucket's refusal, and what to do about it.
///
/// See <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>.
struct S3Refusal: Sendable {
    /// The error for the user.
    let error: PredictionError
    /// Whether it may pass on its own.
    let isPassing: Bool
    /// Whether the clock of this machine may be the reason.
    let mayBeAboutTime: Bool

    /// Reads an answer.
    ///
    /// - Parameters:
    ///   - response: An answer whose status is not 2xx.
    ///   - method: The method; the answer to `HEAD` has no content.
    ///   - storage: The bucket.
    init(_ response: HTTPResponse, to method: String, _ storage: ObjectStorage) {
        let text = String(decoding: response.body.prefix(64 << 10), as: UTF8.self)
        let code = element("Code", of: text)
        let passing: Set = [
            "SlowDown", "SlowDownRead", "SlowDownWrite", "InternalError", "ServiceUnavailable", "RequestTimeout",
            "OperationAborted", "TooManyRequests", "Throttling", "BadDigest", "IncompleteBody",
        ]
        isPassing = code.map(passing.contains) ?? false || [408, 429, 500, 502, 503, 504].contains(response.status)
        mayBeAboutTime = code == "RequestTimeTooSkewed" || (method == "HEAD" && response.status == 403)
        let region = response.headers["x-amz-bucket-region"] ?? element("Region", of: text)
        let (kind, message, help) = Self.meaning(
            code,
            status: response.status,
            region: region,
            endpoint: element("Endpoint", of: text),
            storage
        )
        error = PredictionError(
            kind,
            message,
            help: help,
            vendor: .init(
                code: code.map(shortened),
                message: element("Message", of: text).map(shortened),
                httpStatus: response.status,
                requestID: response.headers["x-amz-request-id"] ?? element("RequestId", of: text)
            )
        )
    }

    private typealias Meaning = (PredictionError.Code, String, String)

    private static func meaning(
        _ code: String?,
        status: Int,
        region: String?,
        endpoint: String?,
        _ storage: ObjectStorage
    ) -> Meaning {
        let bucket = "the staging bucket '\(storage.bucket)'"
        let keys =
            "RUNNER_STAGING_ACCESS_KEY and RUNNER_STAGING_SECRET_KEY (or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY)"
        switch code {
        case "NoSuchBucket":
            return (
                .configuration, "there is no bucket '\(storage.bucket)' at \(storage.origin)",
                "create it, or check its name, the endpoint and the region of the staging address"
            )
        case "InvalidBucketName":
            return (
                .configuration, "the service does not accept '\(storage.bucket)' as the name of a bucket",
                "check its name"
            )
        case "InvalidAccessKeyId", "InvalidAccessKey":
            return (.accessDenied, "the service does not know the access key for staging", "check \(keys)")
        case "SignatureDoesNotMatch":
            return (
                .accessDenied, "the secret key for staging does not belong to its access key",
                "check \(keys); copy them exactly"
            )
        case "ExpiredToken", "InvalidToken", "TokenRefreshRequired":
            return (
                .accessDenied, "the temporary keys for staging have expired or are incomplete",
                "get new ones, and also set RUNNER_STAGING_SESSION_TOKEN (or AWS_SESSION_TOKEN)"
            )
        case "RequestTimeTooSkewed":
            return (
                .configuration, "the clock of this machine is wrong, so the service refuses its signatures",
                "set the clock, for example with 'timedatectl set-ntp true'"
            )
        case "XAmzContentSHA256Mismatch", "BadDigest", "IncompleteBody":
            return (.invalidInput, "the file changed during the upload", "try again when nothing is writing to it")
        case "EntityTooLarge":
            return (
                .invalidInput, "\(bucket) does not accept a file of this size in one request",
                "use a smaller file; 5 GB is the limit of most services"
            )
        case "PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed",
            "IllegalLocationConstraintException",
            "InvalidRegion", "BucketRegionError":
            return elsewhere(bucket, region: region, endpoint: endpoint, storage)
        default: break
        }
        switch status {
        case 300...399:
            return elsewhere(bucket, region: region, endpoint: endpoint, storage)
        case 401, 403:
            return (
                .accessDenied, "the keys for staging may not write to \(bucket)",
                "give them the permissions GetObject, PutObject and DeleteObject on '\(storage.bucket)/\(storage.name("*"))'"
            )
        case 404, 405:
            return (
                .configuration, "\(storage.origin) does not respond like an S3 service (HTTP \(status))",
                "check the endpoint, the bucket and path_style of the staging address"
            )
        case 408, 429, 500...:
            return (.serviceUnavailable, "\(bucket) is too busy or failing (HTTP \(status))", "try again later")
        default:
            let what = code.map { ": \(shortened($0))" } ?? ""
            return (
                .serviceUnavailable, "\(bucket) refused the request (HTTP \(status))\(what)",
                "check the staging address; see the service's message"
            )
        }
    }

    private static func elsewhere(
        _ bucket: String,
        region: String?,
        endpoint: String?,
        _ storage: ObjectStorage
    ) -> Meaning {
        let isName = { (text: String) in text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } && text.utf8.count < 100 }
        if let region, isName(region), region != storage.region {
            return (
                .configuration, "\(bucket) is in the region '\(region)', not in '\(storage.region)'",
                "write region=\(region) in the staging address, and the endpoint of that region if it has one"
            )
        }
        let help = endpoint.flatMap { isName($0) ? "write endpoint=https://\($0) in the staging address" : nil }
        return (
            .configuration, "\(bucket) is served elsewhere",
            help ?? "check the endpoint, the region and path_style of the staging address"
        )
    }
}

/// The text of the first element of a name in an XML document of a service; entities stay as they are.
private func element(_ name: String, of text: String) -> String? {
    guard let start = text.firstRange(of: "<\(name)>"),
        let end = text[start.upperBound...].firstRange(of: "</\(name)>")
    else { return nil }
    let found = text[start.upperBound..<end.lowerBound]
    return found.isEmpty ? nil : String(found)
}

/// The beginning of a text, on one line.
private func shortened(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.prefix(300).map { $0.value < 0x20 ? " " : $0 }))
}
