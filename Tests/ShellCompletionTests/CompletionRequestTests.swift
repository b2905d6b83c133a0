import Testing

@testable import ShellCompletion

struct CompletionRequestTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let before: String
        var after = ""
        /// The piece that bash replaces.
        let piece: String
        let candidate: String
        let answer: String
        var testDescription: String { before }
    }

    @Test(arguments: [
        Case(before: "runner pre", piece: "pre", candidate: "predict", answer: "predict"),
        Case(before: "runner -i fast_mode=", piece: "", candidate: "fast_mode=true", answer: "true"),
        Case(before: "runner -i fast_mode=t", piece: "t", candidate: "fast_mode=true", answer: "true"),
        Case(before: "runner -i a=b:c", piece: "c", candidate: "a=b:cd", answer: "cd"),
        // Inside quotes, bash breaks no word, and closes the quote itself.
        Case(
            before: "runner -i \"style=very l",
            piece: "style=very l",
            candidate: "style=very loud",
            answer: "style=very loud"
        ),
        Case(
            before: "runner -i style=\"very l",
            piece: "very l",
            candidate: "style=very \"loud\"",
            answer: #"very \"loud\""#
        ),
        Case(before: "runner -i style='it", piece: "it", candidate: "style=it's", answer: #"it'\''s"#),
        Case(
            before: #"runner -i style=very\ l"#,
            piece: #"very\ l"#,
            candidate: "style=very loud",
            answer: #"very\ loud"#
        ),
        Case(before: "runner -i style=", piece: "", candidate: "style=$HOME & `id`", answer: #"\$HOME\ \&\ \`id\`"#),
        // The cursor is in the middle of a word.
        Case(before: "runner pre", after: "dict omni", piece: "pre", candidate: "predict", answer: "predict"),
    ])
    func `bash gets what it puts in place of a piece of a word`(_ case: Case) throws {
        let request = try #require(CompletionRequest(.bash, [`case`.before, `case`.after, `case`.piece]))
        let completion = Completion(candidates: [Candidate(`case`.candidate, "not shown by bash")])
        #expect(request.answer(completion) == `case`.answer + "\n")
    }

    @Test func `the words behind the cursor are words of the line`() throws {
        let request = try #require(
            CompletionRequest(.bash, ["runner predict --in", "put a=b --registry 'my models'", "--in"])
        )
        #expect(request.words == ["runner", "predict", "--in", "a=b", "--registry", "my models"])
        #expect(request.cursor == 2)
    }

    @Test func `paths keep what stands before them in the word`() throws {
        let completion = Completion(paths: .init(onlyDirectories: false, prefix: "image=@"))
        let zsh = try #require(CompletionRequest(.zsh, ["1", "runner", "image=@fa"]))
        #expect(zsh.answer(completion) == "\tfiles\timage=@\n")
        let pictures = Completion(
            paths: .init(onlyDirectories: false, prefix: "image=", fileExtensions: ["jpg", "png"])
        )
        #expect(zsh.answer(pictures) == "\tfiles jpg png\timage=\n")
        let broken = try #require(CompletionRequest(.bash, ["runner image=@fa", "", "fa"]))
        #expect(broken.answer(completion) == "\tfiles\t\n")
        let whole = try #require(CompletionRequest(.bash, ["runner 'image=@fa", "", "image=@fa"]))
        #expect(whole.answer(completion) == "\tfiles\timage=@\n")
    }

    @Test func `zsh and fish get descriptions`() throws {
        let completion = Completion(candidates: [Candidate("image=", "A  picture\nof a face."), Candidate("seed=")])
        for shell in [Shell.zsh, .fish] {
            let request = try #require(CompletionRequest(shell, ["1", "runner", ""]))
            #expect(request.answer(completion) == "image=\tA picture of a face.\nseed=\n")
        }
    }

    @Test func `fish leaves the quotes of the word at the cursor`() throws {
        let request = try #require(CompletionRequest(.fish, ["1", "runner", "'style=very l", "--json"]))
        #expect(request.words == ["runner", "style=very l", "--json"])
    }

    @Test(arguments: [
        [], ["1"], ["x", "runner"], ["1", "runner"], ["-1", "runner"], ["9999999999999999999", "runner"],
    ])
    func `what is no question is refused`(_ arguments: [String]) {
        #expect(CompletionRequest(.zsh, arguments) == nil)
        #expect(CompletionRequest(.bash, arguments) == nil)
    }
}
