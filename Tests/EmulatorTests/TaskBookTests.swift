import InferenceKit
import Testing

@testable import Emulator

struct TaskBookTests {
    private let pace = TaskPace(queueTime: .seconds(2), generationTime: .seconds(5), life: .seconds(100))

    private func book(concurrency: Int? = nil) throws -> TaskBook<String> {
        var book = TaskBook<String>(pace: pace, concurrency: concurrency)
        try book.submit(id: "a", "request", fields: .null, at: .seconds(10))
        return book
    }

    @Test func `a task waits, is in progress, is done, expires and is forgotten`() throws {
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
        let failure = TaskFailure.input(UnusableInput("audio_url is longer than 60 s"))
        book.finish("a", .failed(failure))
        #expect(book.status(of: "a", at: .seconds(11)) == .inQueue)
        #expect(book.status(of: "a", at: .seconds(12)) == .failed(failure))
        #expect(book.charged(at: .seconds(12)) == .zero)
    }

    @Test func `a video is paid once it is done, also after it expired`() throws {
        var book = try book()
        book.finish("a", .video(name: "v", duration: .seconds(3)))
        #expect(book.charged(at: .seconds(12)) == .zero)
        #expect(book.charged(at: .seconds(17)) == .seconds(3))
        #expect(book.charged(at: .seconds(500)) == .seconds(3))
    }

    @Test func `a task that is canceled in time is not paid`() throws {
        var book = try book()
        let wasCanceled = book.cancel("a", at: .seconds(13))
        #expect(wasCanceled)
        book.finish("a", .video(name: "v", duration: .seconds(3)))
        #expect(book.status(of: "a", at: .seconds(20)) == .canceled)
        #expect(book.charged(at: .seconds(20)) == .zero)
    }

    @Test func `a task that is done cannot be canceled`() throws {
        var book = try book()
        book.finish("a", .video(name: "v", duration: .seconds(3)))
        let wasCanceled = [book.cancel("a", at: .seconds(20)), book.cancel("b", at: .seconds(20))]
        #expect(wasCanceled == [false, false])
        #expect(book.status(of: "a", at: .seconds(20)) == .done(name: "v"))
    }

    @Test func `a task too many is refused until another one is done`() throws {
        var book = try book(concurrency: 1)
        #expect(throws: TooManyTasks(limit: 1)) { try book.submit(id: "b", "request", fields: .null, at: .seconds(11)) }
        book.finish("a", .video(name: "v", duration: .seconds(3)))
        try book.submit(id: "b", "request", fields: .null, at: .seconds(17))
        #expect(book.entries.map(\.id) == ["a", "b"])
    }
}
