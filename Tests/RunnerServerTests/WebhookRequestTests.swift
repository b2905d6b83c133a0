import HTTPTypes
import InferenceKit
import RunStore
import Testing

@testable import RunnerServer

struct WebhookRequestTests {
    private static func read(_ body: [String: JSONValue], allowsLoopback: Bool = false) throws(Problem)
        -> WebhookRequest?
    {
        try WebhookRequest(body, allowsLoopback: allowsLoopback)
    }

    @Test func `an address and the events that are wanted are read`() throws {
        let address: JSONValue = "https://example.com/hook"
        #expect(try Self.read([:]) == nil)
        #expect(try Self.read(["webhook": .null, "webhook_events_filter": .null]) == nil)
        #expect(try Self.read(["webhook": address])?.events == Set(Webhook.Event.allCases))
        #expect(
            try Self.read(["webhook": address, "webhook_events_filter": ["start", "logs"]])?.events == [.start, .logs]
        )
        #expect(try Self.read(["webhook": address, "webhook_events_filter": []])?.events.count == 4)
        #expect(try Self.read(["webhook_completed": address])?.events == [.completed])
        #expect(try Self.read(["webhook": "http://127.0.0.1:9/"], allowsLoopback: true)?.url == "http://127.0.0.1:9/")
    }

    @Test(
        arguments: [
            (["webhook": 5], "webhook"), (["webhook": "ftp://a.b/"], "webhook"),
            (["webhook": "http://127.0.0.1/"], "webhook"),
            (["webhook": "https://10.0.0.1/"], "webhook"),
            (["webhook_completed": "https://[::1]/"], "webhook_completed"),
            (["webhook_events_filter": ["end"]], "webhook_events_filter"),
            (["webhook_events_filter": "start"], "webhook_events_filter"),
            (["webhook": "https://example.com/", "webhook_events_filter": [5]], "webhook_events_filter"),
        ] as [([String: JSONValue], String)]
    )
    func `anything else is 422 and names the member`(body: [String: JSONValue], member: String) {
        let problem = #expect(throws: Problem.self) { try Self.read(body) }
        #expect(problem?.status.code == 422 && problem?.detail.hasPrefix("'\(member)': ") == true)
        #expect(problem?.members["invalid_fields"]?.array?.first?["field"] == .string(member))
    }
}
