import ErrorReporting
import Foundation
import InferenceKit
import TestSupport
import Testing

@testable import RunnerCore

/// A model can create files that look as if they were kept, with any name.
struct KeptFilesTests {
    private let directory: TestDirectory

    init() throws {
        directory = try TestDirectory()
        try directory.write("files/other/mask.png", "another run's")
        try directory.write("scratch/kept-mask.png", "this run's")
    }

    private func keep() throws -> [String] {
        KeptFiles.copy(
            from: "\(directory.path)/scratch",
            to: "\(directory.path)/files/run",
            KeyShield(secrets: ["secret-key"])
        )
        #expect(FileManager.default.fileExists(atPath: "\(directory.path)/files/other/mask.png"))
        return try FileManager.default.contentsOfDirectory(atPath: "\(directory.path)/files/run").sorted()
    }

    @Test(arguments: [
        "kept-..", "kept-.", "kept-", "kept-.hidden", "kept-a\nb", "kept-\u{1B}[2J", "kept-secret-key.png",
        "keptmask.png",
        "mask.png", "kept-" + String(repeating: "a", count: 201),
    ])
    func `a file with another name than the kit's is not kept`(name: String) throws {
        try directory.write("scratch/\(name)", "a")
        #expect(try keep() == ["mask.png"])
    }

    @Test func `only plain files are kept, and sparse ones up to a length`() throws {
        try directory.write("scratch/kept-directory/file", "a")
        try directory.write("user.txt", "the user's")
        symlink("\(directory.path)/user.txt", "\(directory.path)/scratch/kept-link.txt")
        mkfifo("\(directory.path)/scratch/kept-pipe", 0o600)
        try directory.write("scratch/kept-long", "a")
        try #require(truncate("\(directory.path)/scratch/kept-long", (1 << 30) + 1) == 0)
        #expect(try keep() == ["mask.png"])
    }

    @Test func `a link in place of a kept file is replaced, not followed`() throws {
        try directory.write("user.txt", "the user's")
        try directory.write("files/run/a", "")
        symlink("\(directory.path)/user.txt", "\(directory.path)/files/run/mask.png")
        _ = try keep()
        #expect(try String(contentsOfFile: "\(directory.path)/user.txt", encoding: .utf8) == "the user's")
        #expect(try String(contentsOfFile: "\(directory.path)/files/run/mask.png", encoding: .utf8) == "this run's")
    }

    @Test func `no part of an error shows a key`() throws {
        let error = RunnerError(
            .modelFailed,
            "a secret-key",
            items: ["b secret-key"],
            help: "c secret-key",
            taskID: "job-secret-key",
            logTail: ["d secret-key"]
        )
        let shown = try #require(KeyShield(secrets: ["secret-key"]).shielded(error) as? RunnerError)
        #expect(shown.taskID == "job-<redacted>")
        #expect(!"\(shown)".contains("secret-key"))
    }
}
