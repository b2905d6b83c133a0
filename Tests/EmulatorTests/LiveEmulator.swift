import CurlTransport
import FoundationEssentials
import InferenceKit
import RequestSigning
import Testing

@testable import Emulator

/// An emulator on a free port for one test, and a client that signs.
struct LiveEmulator: Sendable {
    let port: Int
    let transport: any Transport = CurlTransport(userAgent: "test", policy: .loopback)
    private let signer = V4Signer(.visionAPI)

    private init(port: Int) {
        self.port = port
    }

    /// Runs a test against an emulator with some faults.
    static func run(
        _ faults: [String] = [],
        _ change: (inout EmulatorSettings) -> Void = { _ in },
        _ test: sending (LiveEmulator) async throws -> Void
    ) async throws {
        var settings = EmulatorSettings(environment: ProcessInfo.processInfo.environment)
        settings.pace.queueTime = .zero
        settings.faults = try faults.map { try Fault(specification: $0) }
        change(&settings)
        let server = EmulatorServer(
            settings,
            transport: CurlTransport(userAgent: "emulator", policy: .loopback),
            log: RequestLog(isQuiet: true, time: SystemTime())
        )
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { continuation.finish() }
                try await server.run { port, _ in continuation.yield(port) }
            }
            if let port = await ports.first(where: { _ in true }) { try await test(LiveEmulator(port: port)) }
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    var endpoint: String { "http://127.0.0.1:\(port)" }

    /// Sends a signed action.
    func call(
        _ action: String,
        _ body: JSONValue,
        secretKey: String = "emulator-secret",
        at time: UTCTime = SystemTime().now
    ) async throws -> HTTPResponse {
        let request = HTTPRequest(
            "POST",
            "\(endpoint)/?Action=\(action)&Version=2024-06-06",
            headers: ["Content-Type": "application/json"],
            body: .bytes(body.encoded)
        )
        let signed = try signer.sign(
            request,
            with: Credential(accessKey: "emulator", secretKey: Secret(secretKey)),
            scope: SigningScope(region: "ap-singapore-1", service: "cv"),
            at: time
        )
        return try await transport.send(signed)
    }

    /// Uploads a file of the samples, and returns its URL.
    func upload(sample: String) async throws -> String {
        try await upload(Self.sample(sample), as: sample)
    }

    /// Uploads bytes, and returns their URL.
    func upload(_ bytes: [UInt8], as name: String) async throws -> String {
        let answer = try await transport.send(HTTPRequest("PUT", "\(endpoint)/uploads/\(name)", body: .bytes(bytes)))
        #expect(answer.status == 201)
        return try #require(try answer.json["url"]?.string)
    }

    /// The content of a file among the samples.
    static func sample(_ name: String) throws -> [UInt8] {
        let project = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        return [UInt8](try Data(contentsOf: project.appending(path: "samples/\(name)")))
    }

    /// Converts a picture to PNG.
    static func png(of picture: [UInt8]) async throws -> [UInt8] {
        let directory = try WorkDirectory()
        defer { directory.remove() }
        let source = directory.newPath("picture")
        try WorkDirectory.write(picture, to: source)
        let ffmpeg = try await FFmpeg(environment: ProcessInfo.processInfo.environment)
        return try await ffmpeg.run(
            .ffmpeg,
            ["-i", source, "-f", "image2", "-c:v", "png", "pipe:1"],
            outputBytes: 1 << 23
        )
    }

    /// Detects the subjects of a picture, and returns the URLs of their masks.
    func masks(of image: String) async throws -> [String] {
        let body = JSONValue.object([
            "req_key": "realman_avatar_object_detection_cv", "image_url": .string(image),
        ])
        let answer = try await call("CVProcess", body).json
        let result = try JSONValue(parsing: Array(try #require(answer["data"]?["resp_data"]?.string).utf8))
        #expect(result["status"] == 1)
        return result["object_detection_result"]?["mask"]?["url"]?.array?.compactMap { $0.string } ?? []
    }

    func get(_ url: String, range: String? = nil) async throws -> HTTPResponse {
        var request = HTTPRequest("GET", url)
        request.headers["Range"] = range
        return try await transport.send(request)
    }

    /// Asks for a task until it is final, and returns the last answer.
    func result(of task: String, _ key: String) async throws -> JSONValue {
        while true {
            let body = JSONValue.object(["req_key": .string(key), "task_id": .string(task)])
            let answer = try await call("CVGetResult", body).json
            let status = answer["data"]?["status"]?.string
            if status != "in_queue" && status != "generating" { return answer }
            await Task.yield()
        }
    }

    var statistics: JSONValue {
        get async throws { try await get("\(endpoint)/emulator/stats").json }
    }
}

extension HTTPResponse {
    var json: JSONValue {
        get throws { try JSONValue(parsing: body) }
    }
}
