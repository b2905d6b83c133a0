import InferenceKit
import Testing

@testable import Emulator

struct ServerPartsTests {
    @Test(arguments: [
        ("bytes=0-3", ByteRange.Choice.part(0..<4)), ("bytes=4-", .part(4..<10)), ("bytes=-3", .part(7..<10)),
        ("bytes=8-99", .part(8..<10)), ("bytes=-99", .part(0..<10)), ("bytes=10-", .unsatisfiable),
        ("bytes=-0", .unsatisfiable), ("bytes=3-1", .whole), ("bytes=0-1,3-4", .whole), ("bytes=", .whole),
        ("bytes=-", .whole), ("bytes=a-b", .whole), ("items=0-1", .whole),
        ("bytes=99999999999999999999-", .whole),
    ])
    func `a range is part of the file or is ignored`(_ header: String, _ choice: ByteRange.Choice) {
        #expect(ByteRange.choice(header, byteCount: 10) == choice)
    }

    @Test(arguments: [
        ("hello.wav", "hello.wav"), ("a%20b.jpg", "a_b.jpg"), ("..%2F..%2Fetc%2Fpasswd", "passwd"), ("..", "file"),
        (".hidden", "hidden"), ("%", "_"), ("%zz", "_zz"), ("C:%5Cx.png", "x.png"), ("bär.png", "b_r.png"),
        ("%2F", "file"),
        ("a%00b", "a_b"), (String(repeating: "x", count: 200) + ".wav", String(repeating: "x", count: 96) + ".wav"),
    ])
    func `the name of an upload becomes safe`(_ name: String, _ safe: String) {
        #expect(UploadHandler.sanitized(name) == safe)
    }

    @Test(arguments: [0, 951_782_399, 951_782_400, 1_767_615_693, 4_102_444_800])
    func `the date header can be read back`(_ seconds: Int64) {
        let time = UTCTime(secondsSinceEpoch: seconds)
        #expect(UTCTime(httpDate: HTTPDate.text(of: time)) == time)
    }

    @Test func `the date header names the weekday`() {
        #expect(HTTPDate.text(of: UTCTime(secondsSinceEpoch: 1_767_615_693)) == "Mon, 05 Jan 2026 12:21:33 GMT")
    }

    @Test(
        arguments: [
            ((1024, 576), nil, (1024, 576)), ((1023, 577), nil, (1024, 578)), ((512, 512), 1080, (1080, 1080)),
            ((1024, 576), 720, (1280, 720)), ((576, 1024), 1080, (1080, 1920)), ((4000, 3000), nil, (2048, 1536)),
            ((10, 10), nil, (64, 64)), ((4000, 10), nil, (2048, 64)), ((10, 4000), 720, (64, 2880)),
        ] as [((Int, Int), Int?, (Int, Int))]
    )
    func `the sides of a video are even and bounded`(_ picture: (Int, Int), _ short: Int?, _ video: (Int, Int)) {
        let size = VideoMaker.size(of: (width: picture.0, height: picture.1), shortSide: short)
        #expect(size == (width: video.0, height: video.1))
    }

    @Test func `a file is served while its link works, to the right query only`() throws {
        let shelf = Shelf(life: .seconds(60))
        let item = Shelf.Item(path: "/nowhere", contentType: "video/mp4", query: "s=1")
        shelf.add(item, as: "v", at: .zero)
        #expect(shelf.look(for: "v", query: "", at: .zero) == .forbidden)
        #expect(shelf.look(for: "w", query: "s=1", at: .zero) == .missing)
        #expect(shelf.look(for: "v", query: "s=1", at: .seconds(59)) == .found(item))
        #expect(shelf.look(for: "v", query: "s=1", at: .seconds(60)) == .forbidden)
    }

    @Test func `a file is deleted when its last link expires`() throws {
        let directory = try WorkDirectory()
        defer { directory.remove() }
        let path = directory.newPath("video")
        try WorkDirectory.write([1, 2, 3], to: path)
        let shelf = Shelf(life: .seconds(60))
        let item = Shelf.Item(path: path, contentType: "video/mp4")
        shelf.add(item, as: "first", at: .zero)
        shelf.add(item, as: "second", at: .seconds(30))
        shelf.removeExpired(at: .seconds(60))
        #expect(WorkDirectory.contains(path))
        #expect(shelf.look(for: "first", at: .seconds(60)) == .forbidden)
        #expect(shelf.look(for: "second", at: .seconds(60)) == .found(item))
        shelf.removeExpired(at: .seconds(90))
        #expect(!WorkDirectory.contains(path))
        #expect(shelf.look(for: "second", at: .seconds(90)) == .forbidden)
    }
}
