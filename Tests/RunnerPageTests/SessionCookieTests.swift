import RunnerPage
import Testing

struct SessionCookieTests {
    @Test(
        arguments: [
            ("runner_session=abc", "abc"), ("a=b; runner_session=abc; c=d", "abc"), ("runner_session=abc=", "abc="),
            ("runner_session=", nil), ("xrunner_session=abc", nil), ("runner_session", nil), ("", nil), (nil, nil),
        ] as [(String?, String?)]
    )
    func `the token is found among cookies`(field: String?, token: String?) {
        #expect(SessionCookie.token(in: field) == token)
    }

    @Test func `scripts and other sites never get the cookie`() {
        #expect(
            SessionCookie.beginning("runner_7k2m", isSecure: false)
                == "runner_session=runner_7k2m; Path=/; HttpOnly; SameSite=Strict"
        )
        #expect(
            SessionCookie.ending(isSecure: true)
                == "runner_session=; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=0"
        )
    }

    @Test(arguments: ["a; Domain=evil.example", "a\r\nSet-Cookie: b=c", "a b", "ä"])
    func `a token cannot add anything to the field`(token: String) {
        #expect(SessionCookie.beginning(token, isSecure: true) == nil)
    }
}
