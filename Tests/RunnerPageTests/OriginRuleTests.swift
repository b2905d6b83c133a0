import RunnerPage
import Testing

struct OriginRuleTests {
    struct Case: CustomTestStringConvertible {
        var method = "GET"
        var host: String? = "127.0.0.1:8020"
        var origin: String?
        var site: String?
        var mode: String?
        var refusal: OriginRule.Refusal?

        var testDescription: String {
            [method, host, origin, site, mode].compactMap(\.self).joined(separator: " ")
        }
    }

    private static let local: [Case] = [
        Case(), Case(method: "POST"), Case(host: nil), Case(method: "POST", host: "localhost:8020"),
        Case(host: "[::1]:8020"), Case(host: "127.0.0.2"), Case(host: "runner.localhost:8020"),
        Case(host: "models.example.com"),
        Case(method: "POST", origin: "http://127.0.0.1:8020", site: "same-origin", mode: "cors"),
        Case(method: "POST", host: "models.example.com", origin: "https://models.example.com"),
        Case(site: "none", mode: "navigate"),
        Case(site: "cross-site", mode: "navigate"),
        // A name that was made to lead to this machine.
        Case(host: "evil.example", refusal: .foreignHost),
        Case(method: "POST", host: "evil.example:8020", refusal: .foreignHost),
        Case(host: "127.0.0.1.evil.example", refusal: .foreignHost),
        Case(host: "192.0.2.1:8020", refusal: .foreignHost),
        // A page of another site, also of another port of this machine.
        Case(method: "POST", site: "cross-site", mode: "no-cors", refusal: .foreignOrigin),
        Case(method: "POST", site: "cross-site", mode: "navigate", refusal: .foreignOrigin),
        Case(method: "POST", site: "same-site", mode: "cors", refusal: .foreignOrigin),
        Case(site: "cross-site", mode: "no-cors", refusal: .foreignOrigin),
        Case(site: "same-site", mode: "cors", refusal: .foreignOrigin),
        Case(method: "POST", origin: "http://127.0.0.1:9999", refusal: .foreignOrigin),
        Case(method: "POST", origin: "https://evil.example", refusal: .foreignOrigin),
        Case(method: "DELETE", origin: "null", refusal: .foreignOrigin),
        Case(method: "POST", origin: "http://127.0.0.1:8020.evil.example", refusal: .foreignOrigin),
    ]

    @Test(arguments: local)
    func `a server of this machine answers its own page and programs only`(each: Case) {
        let rule = OriginRule(isLoopback: true, listenHost: "127.0.0.1", publicURL: "https://models.example.com/runner")
        #expect(rule.refusal(of: Self.request(each)) == each.refusal)
    }

    @Test func `a server with another name answers under every name, and its own page only`() {
        let rule = OriginRule(isLoopback: false, listenHost: "0.0.0.0", publicURL: nil)
        #expect(rule.refusal(of: Self.request(Case(method: "POST", host: "a.example:8020"))) == nil)
        let own = Case(method: "POST", host: "a.example:8020", origin: "http://A.example:8020")
        #expect(rule.refusal(of: Self.request(own)) == nil)
        let other = Case(method: "POST", host: "a.example:8020", origin: "http://b.example:8020")
        #expect(rule.refusal(of: Self.request(other)) == .foreignOrigin)
    }

    private static func request(_ each: Case) -> OriginRule.Request {
        OriginRule.Request(
            isSafe: each.method == "GET",
            host: each.host,
            origin: each.origin,
            site: each.site,
            mode: each.mode
        )
    }
}
