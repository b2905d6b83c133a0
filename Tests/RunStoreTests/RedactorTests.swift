import Foundation
import InferenceKit
import RunStore
import TestSupport
import Testing

struct RedactorTests {
    @Test(arguments: [
        ("see https://h.example/a/b?sig=x&y#z now", "see https://h.example/a/b now"),
        ("'https://h.example/a?x=1', and HTTP://H/?q.", "'https://h.example/a', and HTTP://H/."),
        ("https://user:pass@h.example:8/a", "https://h.example:8/a"),
        ("https://u@v@h/a#f", "https://h/a"),
        ("{\"url\":\"https://h/a?b=c\",\"n\":1}", "{\"url\":\"https://h/a\",\"n\":1}"),
        (#"{\"url\":\"https:\/\/h\/a?b=c\"}"#, #"{\"url\":\"https:\/\/h\/a\"}"#),
        ("to=https%3A%2F%2Fh%2Fa%3Fb%3Dc done", "to=https%3A%2F%2Fh%2Fa done"),
        ("https://h/a?to=http://x/y?z", "https://h/a"),
        ("https://h/http://u:p@x/y?z w", "https://h/http://x/y w"),
    ])
    func `what is private in a link is cut`(text: String, kept: String) {
        #expect(Redactor().redacted(text) == kept)
    }

    @Test(arguments: [
        "", "no link: a?b#c @ d", "https://h/a%3Fb", "http://h", "ftp://u:p@h/?q", "mailto:a@b?c", "a.mp4", "://?",
        "https:/h?x",
    ])
    func `what is no private part of a link is kept`(text: String) {
        #expect(Redactor(secrets: ["abcdef"]).redacted(text) == nil)
    }

    @Test(arguments: [
        "AKLT/x+y\"z=", "plain-secret", "päßwörd🔑", "aaaaaaaa", "<redacted>", "edacte", "back\\slash%41",
    ])
    func `a secret is found however it is written`(secret: String) throws {
        let redactor = Redactor(secrets: [secret, "short"])
        let percent = secret.utf8.map { "%" + String(UInt32($0) + 0x100, radix: 16).suffix(2) }.joined()
        let json = String(decoding: try JSONEncoder().encode([secret]), as: UTF8.self).dropFirst(2).dropLast(2)
        let twice = String(decoding: try JSONEncoder().encode([String(json)]), as: UTF8.self).dropFirst(2).dropLast(2)
        let unicode = secret.utf16.map { "\\u" + String(UInt32($0) + 0x10000, radix: 16).suffix(4) }.joined()
        let plain = try #require(redactor.redacted(secret))
        #expect(["<redacted>", "***"].contains(plain))
        for form in [secret, percent, percent.uppercased(), String(json), String(twice), unicode] {
            #expect(redactor.redacted(form) == plain, "\(form)")
            #expect(redactor.redacted("(\(form))") == "(\(plain))", "\(form)")
        }
        for before in ["", "k", "ke", "key"] {
            let encoded = Data("\(before)\(secret)tail".utf8).base64EncodedString()
            for form in [encoded, encoded.replacing("+", with: "-").replacing("/", with: "_")] {
                let kept = try #require(redactor.redacted(form))
                // At most the digits that other bytes have a part in are left.
                #expect(kept.replacing(plain, with: "").count <= 14, "\(form): \(kept)")
            }
        }
        #expect(redactor.redacted("this is short") == nil)
    }

    @Test func `a code that holds a secret counts as any other failure`() {
        let redactor = Redactor(secrets: ["abcdef"])
        let error = PredictionError(.init(rawValue: "my-abcdef"), "no", taskID: "job-abcdef")
        #expect(redactor.redact(error).code == .modelFailed)
        #expect(redactor.redact(error).taskID == "job-<redacted>")
        #expect(redactor.redact(RunFailure(code: "my-abcdef", message: "no", exitStatus: 1)).code == "model-failed")
        #expect(redactor.redact(RunFailure(code: "abcde", message: "no", exitStatus: 1)).code == "abcde")
    }

    @Test func `of any text nothing private is left, and all else is`() throws {
        var random = SeededNumbers(state: 7)
        let secret = "Sec/ret+1"
        let redactor = Redactor(secrets: [secret])
        let pieces = [
            "a", "é", "🔑", " ", "\"", "'", "\\", "/", "?", "#", "@", ":", "%", "%2", ".", "https://", "http://",
            "https:\\/\\/",
            "https%3A%2F%2F", "h.example/p", secret, "Sec%2Fret%2B1", "Sec", "/ret+1", "<", "\n", "\\u002f",
        ]
        for _ in 0..<4_000 {
            let count = Int.random(in: 0...12, using: &random)
            let text = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            let kept = redactor.redacted(text) ?? text
            #expect(!kept.contains(secret), "\(text)")
            #expect(redactor.redacted(kept) == nil, "\(text) -> \(kept)")
            for word in kept.split(whereSeparator: { " \n\"<>`".contains($0) }) {
                guard let link = word.firstRange(of: "https://") else { continue }
                #expect(!word[link.upperBound...].dropLast(1).contains { "?#".contains($0) }, "\(text) -> \(kept)")
            }
            if !text.contains("http"), !text.contains("Sec") { #expect(kept == text) }
        }
    }

    @Test func `the time grows with the length of the text`() {
        let redactor = Redactor(secrets: ["aaaaaaaaab", "https:"])
        for piece in ["http://", "https://a@", "a", "%61", "\\u0061", "https://h/?", "\\\\"] {
            func seconds(_ count: Int) -> Double {
                let text = String(repeating: piece, count: count)
                return processorSeconds { _ = redactor.redacted(text) }
            }
            // The shortest of a few, since a disturbed one would excuse the long text.
            let short = (0..<3).map { _ in seconds(500) }.min() ?? 0
            let long = seconds(8_000)
            // Sixteen times the length: 16 when linear, 256 when quadratic.
            #expect(long < 160 * max(short, 0.001), "\(piece): \(short) s, then \(long) s")
        }
    }
}

/// Random numbers that are the same in every test run.
struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    /// The next number, by SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
