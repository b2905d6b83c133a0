import Glibc
import ModelBuild
import TestSupport
import Testing

/// A model's code must not be a way to the user's other files.
struct ModelSourcesTests {
    private let directory: TestDirectory

    init() throws {
        directory = try TestDirectory()
        try directory.write("project/Secrets.swift", "let password = \"private\"")
        try directory.write("model/Inference.swift", "struct Inference {}")
    }

    private func message() -> String? {
        do throws(ModelBuildError) {
            _ = try ModelSources(directory: "\(directory.path)/model")
            return nil
        } catch {
            return error.message
        }
    }

    @Test(arguments: ["../project/Secrets.swift", "DIRECTORY/project/Secrets.swift", "up/project/Secrets.swift"])
    func `a link that leads out of the directory is refused`(target: String) throws {
        symlink("..", "\(directory.path)/model/up")
        let target = target.replacing("DIRECTORY", with: directory.path)
        try #require(symlink(target, "\(directory.path)/model/Secrets.swift") == 0)
        let path = "\(directory.path)/model/Secrets.swift"
        #expect(message() == "the file '\(path)' is a symbolic link that leads out of the model's directory")
    }

    @Test func `links in the directory, and to it, are followed`() throws {
        try directory.write("model/shared/More.txt", "let more = 1")
        try #require(symlink("shared/More.txt", "\(directory.path)/model/More.swift") == 0)
        try #require(symlink("model", "\(directory.path)/alias") == 0)
        let sources = try ModelSources(directory: "\(directory.path)/alias")
        #expect(
            sources.files.map { String(decoding: $0.bytes, as: UTF8.self) } == ["struct Inference {}", "let more = 1"]
        )
    }

    @Test func `a pipe is not waited for`() throws {
        try #require(mkfifo("\(directory.path)/model/Pipe.swift", 0o600) == 0)
        #expect(message() == "the file '\(directory.path)/model/Pipe.swift' cannot be read")
    }
}
