import Diagnostics
import Testing

struct UnifiedDiffTests {
    private func diff(_ old: String, _ new: String) -> String {
        UnifiedDiff.text(from: Array(old.utf8), to: Array(new.utf8), path: "a/inf.yml")
    }

    @Test func `a changed line is shown with three lines around it`() {
        #expect(
            diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nV\n6\n7\n8\n9\n") == """
                --- a/inf.yml
                +++ a/inf.yml
                @@ -2,7 +2,7 @@
                 2
                 3
                 4
                -5
                +V
                 6
                 7
                 8

                """
        )
    }

    @Test func `changes far from each other are hunks of their own`() {
        let old = (1...20).map(String.init)
        var new = old
        new[1] = "two"
        new.remove(at: 17)
        let text = diff(old.joined(separator: "\n") + "\n", new.joined(separator: "\n") + "\n")
        #expect(text.split(separator: "\n").filter { $0.hasPrefix("@@") } == ["@@ -1,5 +1,5 @@", "@@ -15,6 +15,5 @@"])
    }

    struct Case: CustomTestStringConvertible, Sendable {
        let old: String
        let new: String
        let hunk: String
        var testDescription: String { "\(old.debugDescription) to \(new.debugDescription)" }
    }

    @Test(arguments: [
        Case(old: "", new: "a\n", hunk: "@@ -0,0 +1 @@\n+a\n"),
        Case(old: "a\n", new: "", hunk: "@@ -1 +0,0 @@\n-a\n"),
        Case(old: "a", new: "a\n", hunk: "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n"),
        Case(old: "a\r\n", new: "b\r\n", hunk: "@@ -1 +1 @@\n-a\r\n+b\r\n"),
        Case(old: "a\nb\n", new: "a\nx\nb\n", hunk: "@@ -1,2 +1,3 @@\n a\n+x\n b\n"),
    ])
    func `the hunk is as diff writes it`(_ row: Case) {
        #expect(Array(diff(row.old, row.new).utf8) == Array(("--- a/inf.yml\n+++ a/inf.yml\n" + row.hunk).utf8))
    }

    @Test func `equal texts have no difference`() {
        #expect(diff("a\n", "a\n").isEmpty)
    }

    @Test func `very many changed lines are one hunk`() {
        let old = (0..<100_000).map { "a\($0)\n" }.joined()
        let text = diff(old, old.replacing("a", with: "b"))
        #expect(text.hasPrefix("--- a/inf.yml\n+++ a/inf.yml\n@@ -1,100000 +1,100000 @@\n-a0\n"))
    }
}
