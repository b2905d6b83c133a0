import InferenceKit
import Testing

@testable import Emulator

struct TaskBookTests {
    private let pace = TaskBook.Pace(queueTime: .seconds(2), generationTime: .seconds(5), life: .seconds(100))

    private func book(concurrency: Int? = nil) throws -> TaskBook {
        var book = TaskBook(pace: pace, concurrency: concurrency)
        try book.submit(id: "a", try Self.request, fields: .null, at: .seconds(10))
        return book
    }

    private static var request: GenerationRequest {
        get throws {
            try GenerationRequest(
                reading: .object([
                    "req_key": "realman_avatar_picture_omni_cv", "image_url": "http://i", "audio_url": "http://a",
                ])
            )
        }
    }

    @Test func `a task waits, is worked on, is done, expires and is forgotten`() throws {
        var book = try book()
        #expect(book.status(of: "a", at: .seconds(10)) == .inQueue)
        #expect(book.status(of: "a", at: .seconds(12)) == .generating)
        book.finish("a", .video(name: "v", duration: .seconds(3)))
        #expect(book.status(of: "a", at: .seconds(16)) == .generating)
        #expect(book.status(of: "a", at: .seconds(17)) == .done(name: "v"))
        #expect(book.status(of: "a", at: .seconds(109)) == .done(name: "v"))
        #expect(book.status(of: "a", at: .seconds(110)) == .expired)
        #expect(book.status(of: "a", at: .seconds(210)) == .notFound)
        #expect(book.status(of: "b", at: .seconds(10)) == .notFound)
    }

    @Test func `work that takes longer than its time keeps the task generating`() throws {
        let book = try book()
        #expect(book.status(of: "a", at: .seconds(60)) == .generating)
    }

    @Test func `a refused input shows after the queue`() throws {
        var book = try book()
        let refusal = Refusal(.inputInvalid, "audio_url is longer than 60 s")
        book.finish("a", .refused(refusal))
        #expect(book.status(of: "a", at: .seconds(11)) == .inQueue)
        #expect(book.status(of: "a", at: .seconds(12)) == .refused(refusal))
        #expect(book.charged(at: .seconds(12)) == .zero)
    }

    @Test func `a video is paid once it is done, also after it expired`() throws {
        var book = try book()
        book.finish("a", .video(name: "v", duration: .seconds(3)))
        #expect(book.charged(at: .seconds(12)) == .zero)
        #expect(book.charged(at: .seconds(17)) == .seconds(3))
        #expect(book.charged(at: .seconds(500)) == .seconds(3))
    }

    @Test func `a task that is stopped in time is not paid`() throws {
        var book = try book()
        let wasStopped = book.cancel("a", at: .seconds(13))
        #expect(wasStopped)
        book.finish("a", .video(name: "v", duration: .seconds(3)))
        #expect(book.status(of: "a", at: .seconds(20)) == .canceled)
        #expect(book.charged(at: .seconds(20)) == .zero)
    }

    @Test func `a task that is done cannot be stopped`() throws {
        var book = try book()
        book.finish("a", .video(name: "v", duration: .seconds(3)))
        let wasStopped = [book.cancel("a", at: .seconds(20)), book.cancel("b", at: .seconds(20))]
        #expect(wasStopped == [false, false])
        #expect(book.status(of: "a", at: .seconds(20)) == .done(name: "v"))
    }

    @Test func `a task too many is refused until another one is over`() throws {
        var book = try book(concurrency: 1)
        let request = try Self.request
        let refusal = Refusal(.concurrencyLimit, "1 tasks are under way")
        #expect(throws: refusal) { try book.submit(id: "b", request, fields: .null, at: .seconds(11)) }
        book.finish("a", .video(name: "v", duration: .seconds(3)))
        try book.submit(id: "b", request, fields: .null, at: .seconds(17))
        #expect(book.entries.map(\.id) == ["a", "b"])
    }
}
