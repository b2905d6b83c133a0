import Diagnostics
import Glibc
import ModelExamples
import TestSupport
import Testing

@testable import ModelSupply

/// An example that comes with a model must not be a way to the user's other files.
struct ExamplePlacesTests {
    private let directory: TestDirectory
    private let model: ModelDirectory

    init() throws {
        directory = try TestDirectory()
        try directory.write(
            "project/vision/hello/inf.yml",
            """
            namespace: test
            name: hello
            description: A model.
            category: other
            kernel: swift-6
            resources: {gpu: {count: 0, vram: 0, type: none}, ram: 1}
            inputs:
                image: {type: image}
                images: {type: image, many: {max: 2}, required: false}
                name: {type: string, required: false}
            outputs:
                text: {type: string}

            """
        )
        try directory.write("project/vision/hello/examples/face.png", "a picture")
        try directory.write("project/vision/hello/face.png", "a picture")
        try directory.write("project/samples/face.png", "a picture")
        try directory.write("secret", "a key of the user")
        symlink("\(directory.path)/secret", "\(directory.path)/project/vision/hello/link.png")
        symlink("face.png", "\(directory.path)/project/vision/hello/own.png")
        symlink(directory.path, "\(directory.path)/project/vision/hello/up")
        model = try Registry.model(at: "\(directory.path)/project/vision/hello")
    }

    private func findings(_ input: String) throws -> [String] {
        try directory.write("project/vision/hello/examples/one.json", #"{"input": \#(input), "output": {}}"#)
        let decoded = try #require(model.examples.first)
        #expect((decoded.example == nil) == decoded.diagnostics.contains { $0.severity == .error })
        return decoded.diagnostics.map(\.message)
    }

    @Test(arguments: [
        "face.png", "@face.png", "../face.png", "../own.png", "../../../samples/face.png",
        "https://example.com/face.png",
    ])
    func `files of the model and the shared samples can be given`(_ path: String) throws {
        #expect(try findings(#"{"image": "\#(path)", "images": ["\#(path)"]}"#) == [])
    }

    @Test(arguments: [
        "/etc/passwd", "@/etc/passwd", "file:///etc/passwd", "FILE:///etc/passwd", "DIRECTORY/secret",
        "../../../../secret",
        "@../../../../secret", "../link.png", "../up/secret", "../../../samples/../../secret",
    ])
    func `no other file can be given`(_ path: String) throws {
        let path = path.replacing("DIRECTORY", with: directory.path)
        let message = "'\(path)' is not a file of the model"
        #expect(try findings(#"{"image": "\#(path)"}"#) == [message])
        #expect(try findings(#"{"image": "face.png", "images": ["face.png", "\#(path)"]}"#) == [message])
        #expect(try findings(#"{"image": "face.png", "name": "\#(path)"}"#) == [], "a text is no path")
    }

    @Test(arguments: ["missing.png", "@../missing.png", "../../../samples/missing.png"])
    func `a file that does not exist is reported, unless the example expects an error`(_ path: String) throws {
        #expect(try findings(#"{"image": "\#(path)"}"#) == ["there is no file '\(path)'"])
        #expect(
            try findings(#"{"image": "face.png", "images": ["\#(path)", "/etc/passwd"]}"#)
                == ["'/etc/passwd' is not a file of the model"]
        )
        try directory.write(
            "project/vision/hello/examples/one.json",
            #"{"input": {"image": "\#(path)"}, "error": {"code": "invalid-input"}}"#
        )
        #expect(model.examples.map(\.diagnostics) == [[]])
    }

    @Test func `an example that is a link to another file is not read`() throws {
        try directory.write("other.json", #"{"input": {"name": "a key"}, "output": {}}"#)
        symlink("\(directory.path)/other.json", "\(directory.path)/project/vision/hello/examples/one.json")
        #expect(model.examples.map(\.example) == [nil])
    }

    @Test func `only plain files in the directory are read`() throws {
        mkfifo("\(directory.path)/project/vision/hello/pipe", 0o600)
        #expect(model.contents(of: "face.png", mostBytes: 9).map { String(decoding: $0, as: UTF8.self) } == "a picture")
        #expect(model.contents(of: "own.png", mostBytes: 9)?.count == 9)
        for name in ["link.png", "up/secret", "../../../secret", "pipe", "examples", "missing", "."] {
            #expect(model.contents(of: name, mostBytes: 100) == nil, "\(name)")
        }
        #expect(model.contents(of: "face.png", mostBytes: 8) == nil)
    }
}
