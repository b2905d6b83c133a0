import Foundation
import InferenceKit
import TestSupport
import Testing

/// A download through lost connections, within a run and over several parts of one.
struct DownloadTests {
    static let content = "0123456789"
    static let tagged = HTTPResponse(
        status: 200,
        headers: ["ETag": "\"v1\"", "Content-Length": "10"],
        body: Array(content.utf8)
    )
    static let plain = HTTPResponse(status: 200, headers: ["Content-Length": "10"], body: Array(content.utf8))
    static let version = FileVersion(entityTag: "\"v1\"", totalBytes: 10)

    /// A run with something at the path of its output.
    private struct Fixture {
        let directory: TestDirectory
        let transport: ScriptedTransport
        let channel = RecordingChannel()
        let context: PredictionContext
        var path: String { "\(directory.path)/video" }

        init(_ answers: [ScriptedTransport.Answer], existing: String? = nil, part: (String, Int64)? = nil) throws {
            directory = try TestDirectory()
            let path = "\(directory.path)/video"
            if let existing { try Data(existing.utf8).write(to: URL(filePath: path)) }
            transport = ScriptedTransport(answers)
            context = PredictionContext(
                scratchDirectory: "/nowhere",
                deadline: .seconds(600),
                outputPaths: ["video": path],
                setup: Setup(secrets: [:], transport: transport, signer: { _ in NamingSigner() }, time: TestTime()),
                staging: NamingStaging(),
                channel: channel,
                partialDownloads: part.map {
                    [PartialDownload(output: "video", path: path, entityTag: $0.0, totalBytes: $0.1)]
                } ?? []
            )
        }

        func download(_ problem: @Sendable (String) -> String? = { _ in nil }) async throws -> String {
            let file = try await context.download("https://v.test/v?sig=1", as: "video", problem: problem)
            let text = String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
            #expect(file.sizeBytes == Int64(text.utf8.count))
            return text
        }

        /// The versions that were told, by tag.
        var told: [String] {
            channel.reports.compactMap { if case .downloading(let part) = $0 { part.entityTag } else { nil } }
        }
    }

    @Test func `a lost connection goes on where it was lost`() async throws {
        let run = try Fixture([.cut(4, Self.tagged), .cut(3, Self.tagged), .response(Self.tagged)])
        #expect(try await run.download() == Self.content)
        #expect(run.transport.continued == [nil, Self.version, Self.version])
        #expect(run.told == ["\"v1\""])
        #expect(
            run.channel.reports.contains(
                .downloading(
                    PartialDownload(
                        output: "video",
                        path: run.path,
                        entityTag: "\"v1\"",
                        totalBytes: 10
                    )
                )
            )
        )
    }

    @Test func `progress counts the bytes of the whole file, those of an earlier part included`() async throws {
        let run = try Fixture([.cut(4, Self.tagged), .response(Self.tagged)])
        _ = try await run.download()
        let updates = run.channel.reports.compactMap { if case .progress(let update) = $0 { update } else { nil } }
        #expect(updates.allSatisfy { $0.step == "downloading video" && $0.unit == .bytes && $0.total == 10 })
        #expect(updates.map(\.done) == [0, 4])
    }

    @Test func `what nothing tells from other files starts over`() async throws {
        let run = try Fixture([.cut(4, Self.plain), .response(Self.plain)])
        #expect(try await run.download() == Self.content)
        #expect(run.transport.continued == [nil, nil])
        #expect(run.told.isEmpty)
    }

    @Test func `a resumed run goes on with the part that is there`() async throws {
        let run = try Fixture([.response(Self.tagged)], existing: "0123", part: ("\"v1\"", 10))
        #expect(try await run.download() == Self.content)
        #expect(run.transport.continued == [Self.version])
        #expect(run.told.isEmpty)
    }

    @Test func `a file that is whole already is not asked for`() async throws {
        let run = try Fixture([], existing: Self.content, part: ("\"v1\"", 10))
        #expect(try await run.download() == Self.content)
        #expect(run.transport.downloads.isEmpty)
    }

    @Test func `a whole file that is not usable is fetched from the start`() async throws {
        let run = try Fixture([.response(Self.tagged)], existing: "????456789", part: ("\"v1\"", 10))
        let text = try await run.download { path in
            FileManager.default.contents(atPath: path) == Data(Self.content.utf8) ? nil : "it is another"
        }
        #expect(text == Self.content)
        #expect(run.transport.continued == [nil])
        #expect(run.told == ["", "\"v1\""])
    }

    @Test(arguments: [("", 0), ("W/\"v1\"", 10), ("v1", 10), ("\"v1\r\nX: y\"", 10), ("\"v1\"", 0), ("\"v1\"", -1)])
    func `a part that nothing proves is not continued`(_ tag: String, _ total: Int64) async throws {
        let run = try Fixture([.response(Self.tagged)], existing: "0123", part: (tag, total))
        #expect(try await run.download() == Self.content)
        #expect(run.transport.continued == [nil])
    }

    @Test func `another version replaces the part, and is reported`() async throws {
        let run = try Fixture([.cut(2, Self.tagged), .response(Self.tagged)], existing: "abcd", part: ("\"v0\"", 10))
        #expect(try await run.download() == Self.content)
        #expect(run.transport.continued == [FileVersion(entityTag: "\"v0\"", totalBytes: 10), Self.version])
        #expect(run.told == ["\"v1\""])
    }

    @Test func `a part that becomes one of an unknown file is forgotten`() async throws {
        let run = try Fixture([.cut(2, Self.plain), .response(Self.plain)], existing: "abcd", part: ("\"v0\"", 10))
        #expect(try await run.download() == Self.content)
        #expect(run.told == [""])
    }

    static let refusedParts: [ScriptedTransport.Answer] = [
        .response(HTTPResponse(status: 416)),
        .failure(TransportError(.rangeMismatch, "another part", mayHaveReachedServer: true)),
    ]

    @Test(arguments: refusedParts.indices) func `a part that the server refuses is dropped`(_ index: Int) async throws {
        let run = try Fixture(
            [Self.refusedParts[index], .response(Self.tagged)],
            existing: "0123",
            part: ("\"v1\"", 10)
        )
        #expect(try await run.download() == Self.content)
        #expect(run.transport.continued == [Self.version, nil])
        #expect(run.told == ["", "\"v1\""])
    }

    @Test func `a file shorter than declared is not done`() async throws {
        let short = HTTPResponse(status: 200, headers: Self.tagged.headers, body: Array("0123".utf8))
        let run = try Fixture([.response(short), .response(Self.tagged)])
        #expect(try await run.download() == Self.content)
        #expect(run.channel.reports.contains { "\($0)".contains("4 of the 10 bytes of the video have arrived") })
    }

    @Test func `a long file may be cut more often than a short one`() async throws {
        let long = HTTPResponse(
            status: 200,
            headers: ["ETag": "\"v1\"", "Content-Length": "10485760"],
            body: Array(repeating: 7, count: 10 << 20)
        )
        let run = try Fixture(Array(repeating: .cut(1 << 20, long), count: 9) + [.response(long)])
        _ = try await run.download()
        #expect(run.transport.downloads.count == 10)
        let short = try Fixture(Array(repeating: .cut(1, Self.tagged), count: 20))
        await #expect(throws: PredictionError.self) { try await short.download() }
        #expect(short.transport.downloads.count == 5)
    }
}
