import Foundation
import RunnerPage
import TestSupport
import Testing

struct PageAssetsTests {
    /// The most bytes of all files together, as they are.
    private static let mostBytes = 100_000

    @Test func `the program holds the files of the directory, and they are small`() throws {
        let directory = "\(Project.directory)/Sources/RunnerPage/Assets"
        let names = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
        #expect(PageAssets.files.keys.sorted() == names)
        for name in names {
            #expect(
                PageAssets.file(name)?.bytes == (try [UInt8](Data(contentsOf: URL(filePath: "\(directory)/\(name)")))),
                "\(name)"
            )
        }
        let bytes = PageAssets.files.values.reduce(0) { $0 + $1.bytes.count }
        #expect(bytes <= Self.mostBytes, "\(bytes)")
    }

    @Test func `a file has a type and a tag, and other names lead nowhere`() {
        #expect(PageAssets.file("app.js")?.contentType == "text/javascript; charset=utf-8")
        #expect(PageAssets.file("app.js")?.etag != PageAssets.file("dom.js")?.etag)
        for name in ["", "app", "../app.js", "app.js/", "Assets/app.js"] { #expect(PageAssets.file(name) == nil) }
    }

    @Test func `nothing in the files needs what the policy forbids`() throws {
        let policy = try #require(PageAssets.protection.first { $0.name == "Content-Security-Policy" }?.value)
        #expect(!policy.contains("unsafe") && policy.contains("default-src 'none'"))
        for file in PageAssets.files.values {
            let text = String(decoding: file.bytes, as: UTF8.self)
            for word in [
                "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", " style=", "javascript:",
            ] {
                #expect(!text.contains(word), "\(file.name) has \(word)")
            }
        }
    }
}
