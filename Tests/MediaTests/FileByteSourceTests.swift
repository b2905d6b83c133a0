import Foundation
import Media
import Testing

struct FileByteSourceTests {
    private let directory = FileManager.default.temporaryDirectory

    @Test func `bytes are read anywhere in a file, fewer at its end`() throws {
        let file = directory.appendingPathComponent("media-\(UUID().uuidString)")
        try Data(0..<100).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let source = try FileByteSource(path: file.path)
        #expect(source.byteCount == 100)
        #expect(try source.read(at: 10, count: 3) == [10, 11, 12])
        #expect(try source.read(at: 98, count: 10) == [98, 99])
        #expect(try source.read(at: 100, count: 1).isEmpty)
        #expect(try source.read(at: -1, count: 1).isEmpty)
    }

    @Test func `what is not a regular file is refused with the reason`() {
        let missing = directory.appendingPathComponent("missing-\(UUID().uuidString)").path
        let cases = [
            (missing, "'\(missing)': no such file"), (directory.path, "'\(directory.path)' is a directory"),
            ("/dev/null", "'/dev/null' is not a regular file"),
            ("/dev/null/x", "'/dev/null/x': a part of its path is not a directory"),
            ("a\0b", "its path contains a zero byte"),
        ]
        for (path, what) in cases {
            #expect(throws: MediaError(.unreadable, what)) { try MediaProbe.probe(path: path) }
        }
    }

    @Test func `a named pipe without a writer does not make the probe wait`() throws {
        let pipe = directory.appendingPathComponent("pipe-\(UUID().uuidString)").path
        try #require(mkfifo(pipe, 0o600) == 0)
        defer { unlink(pipe) }
        #expect(throws: MediaError(.unreadable, "'\(pipe)' is not a regular file")) { try MediaProbe.probe(path: pipe) }
    }

    @Test func `the project's samples are what their notes say`() throws {
        let samples = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../samples"
        )
        .standardizedFileURL
        func info(_ name: String) throws -> MediaInfo {
            try MediaProbe.probe(path: samples.appendingPathComponent(name).path)
        }
        #expect(try info("astronaut.jpg") == MediaInfo(format: .jpeg, width: 512, height: 512))
        #expect(try info("astronaut-and-cat.jpg") == MediaInfo(format: .jpeg, width: 1024, height: 576))
        for (name, format) in [("hello.wav", MediaFormat.wav), ("hello.mp3", .mp3)] {
            let sound = try info(name)
            #expect(sound.format == format)
            #expect(abs(try #require(sound.duration) / .seconds(1) - 5.71) < 0.1)
        }
    }
}
