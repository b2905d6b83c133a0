import Foundation
import Testing

@testable import Webhooks

struct SignatureTests {
    /// The vector of the libraries of Standard Webhooks.
    @Test func `a message is signed as the specification's libraries sign it`() throws {
        let secret = try #require(WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        let signature = try secret.signature(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
            timestamp: 1_614_265_330,
            body: #"{"test": 2432232314}"#
        )
        #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test
    func `every caller has a secret that survives restarts and that some receivers can split at its only underscore`()
        throws
    {
        var secrets: Set<String> = []
        for index in 0..<500 {
            let secret = try WebhookSecret(of: "caller\(index)", serverKey: "key")
            #expect(try WebhookSecret(of: "caller\(index)", serverKey: "key") == secret)
            #expect(WebhookSecret(secret.text) == secret && secret.key.count == 32)
            #expect(secret.text.split(separator: "_", omittingEmptySubsequences: false).count == 2)
            secrets.insert(secret.text)
        }
        secrets.insert(try WebhookSecret(of: nil, serverKey: "key").text)
        secrets.insert(try WebhookSecret(of: "caller1", serverKey: "other").text)
        #expect(secrets.count == 502)
    }

    @Test(arguments: ["", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_*"])
    func `another text is no secret`(text: String) {
        #expect(WebhookSecret(text) == nil)
    }
}
