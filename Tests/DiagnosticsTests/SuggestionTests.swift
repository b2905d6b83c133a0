import Diagnostics
import Testing

struct SuggestionTests {
    struct Case: CustomTestStringConvertible {
        let word: String
        let meant: String?
        var testDescription: String { "\(word) → \(meant ?? "nothing")" }
    }

    private static let keys = [
        "name", "title", "description", "category", "kernel", "inputs", "outputs", "pricing", "min", "max", "image",
        "mask_index", "required",
    ]

    @Test(arguments: [
        Case(word: "categry", meant: "category"),
        Case(word: "nmae", meant: "name"),
        Case(word: "Name", meant: "name"),
        Case(word: "mask-index", meant: "mask_index"),
        Case(word: "maskindex", meant: "mask_index"),
        Case(word: "input", meant: "inputs"),
        Case(word: "imput", meant: "inputs"),
        Case(word: "desc", meant: "description"),
        Case(word: "img", meant: "image"),
        Case(word: "mx", meant: "max"),
        Case(word: "requierd", meant: "required"),
        Case(word: "kernal", meant: "kernel"),
        Case(word: "foo", meant: nil),
        Case(word: "x", meant: nil),
        Case(word: "", meant: nil),
        Case(word: "colour", meant: nil),
        Case(word: "audio", meant: nil),
        Case(word: String(repeating: "name", count: 10_000), meant: nil),
    ])
    func `the nearest word is suggested if it is near`(_ row: Case) {
        #expect(nearest(to: row.word, in: Self.keys) == row.meant)
    }

    @Test func `of two equally near words the first is suggested`() {
        #expect(nearest(to: "cat", in: ["car", "cab"]) == "car")
    }

    @Test func `an abbreviation of two words suggests neither`() {
        #expect(nearest(to: "dura", in: ["duration_min", "duration_max"]) == nil)
    }
}
