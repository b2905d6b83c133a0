import InferenceKit
import RequestSigning
import VisionHelper

/// Signs the request that is sent most often: the question for a result.
struct Signing {
    private let signer = V4Signer(.bytePlus)
    private let credential = Credential(accessKey: "AKEXAMPLE", secretKey: Secret("an-example"))
    private let scope = SigningScope(region: "ap-singapore-1", service: "cv")
    private let request = HTTPRequest(
        "POST",
        "https://cv.byteplusapi.com/?Action=CVGetResult&Version=2024-06-06",
        headers: ["Content-Type": "application/json", "Accept": "application/json"],
        body: .bytes(Array(#"{"req_key":"realman_avatar_picture_omni15_cv","task_id":"2840370289000731445"}"#.utf8)),
        timeout: .seconds(30)
    )

    /// Signs it once, a second later each thousand times.
    ///
    /// - Parameter index: How many signatures were made before.
    /// - Throws: What the signer throws, or ``Failure``.
    func sign(_ index: Int) throws {
        let time = UTCTime(secondsSinceEpoch: 1_750_000_000 + Int64(index / 1_000))
        let signed = try signer.sign(request, with: credential, scope: scope, at: time)
        guard signed.headers["Authorization"] != nil else { throw Failure("a request was not signed") }
    }
}
