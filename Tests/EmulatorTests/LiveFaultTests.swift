import Glibc
import InferenceKit
import TestSupport
import Testing

@testable import Emulator

@Suite(.timeLimit(.minutes(1)))
struct LiveFaultTests {
    private static let body = EmulatorServerTests.body

    @Test func `a refusal carries its status and its Retry-After`() async throws {
        try await LiveEmulator.run(["CVSubmitTask:rate-limit,retry-after=2", "CVSubmitTask:rate-limit-200"]) {
            emulator in
            let first = try await emulator.call("CVSubmitTask", Self.body)
            #expect(first.status == 429)
            #expect(first.headers["Retry-After"] == "2")
            #expect(try first.json["code"] == 50_429)
            let second = try await emulator.call("CVSubmitTask", Self.body)
            #expect(second.status == 200)
            #expect(try second.json["code"] == 50_429)
            #expect(try await emulator.call("CVSubmitTask", Self.body).json["code"] == 10_000)
            #expect(try await emulator.statistics["submits"] == 1)
        }
    }

    @Test(arguments: [
        ("error-502", 502, "<html>"), ("error-503=empty", 503, ""), ("error-504=json", 504, "{\"ResponseMetadata\""),
        ("flow-limit", 429, "{\"ResponseMetadata\""), ("code=50413", 400, "{\"code\":50413,\"data\":null"),
    ])
    func `an error comes before the task is made`(_ kind: String, _ status: Int, _ start: String) async throws {
        try await LiveEmulator.run(["CVSubmitTask:\(kind)"]) { emulator in
            let answer = try await emulator.call("CVSubmitTask", Self.body)
            #expect(answer.status == status)
            #expect(String(decoding: answer.body, as: UTF8.self).hasPrefix(start))
            #expect(start.isEmpty == answer.body.isEmpty)
            #expect(try await emulator.statistics["submits"] == 0)
        }
    }

    @Test(arguments: [("reset-before", 0), ("reset-after", 1), ("cut", 1), ("stall=1ms", 1)])
    func `a connection breaks before or after the task is made`(_ kind: String, _ submits: Int) async throws {
        try await LiveEmulator.run(["CVSubmitTask:\(kind)"]) { emulator in
            let error = await #expect(throws: TransportError.self) {
                try await emulator.call("CVSubmitTask", Self.body)
            }
            #expect(error?.code == .connectionLost)
            let statistics = try await emulator.statistics
            #expect(statistics["submits"] == .int(submits))
            #expect(statistics["requests"]?["CVSubmitTask"] == 1)
        }
    }

    @Test func `an answer is spoiled after the task is made`() async throws {
        try await LiveEmulator.run(
            ["CVSubmitTask:not-json", "CVSubmitTask:null-data", "CVSubmitTask:no-length"]
        ) { emulator in
            let page = try await emulator.call("CVSubmitTask", Self.body)
            #expect(page.status == 200)
            #expect(page.headers["Content-Type"] == "text/html")
            let empty = try await emulator.call("CVSubmitTask", Self.body).json
            #expect(empty["code"] == 10_000)
            #expect(empty["data"] == .null)
            let unsized = try await emulator.call("CVSubmitTask", Self.body)
            #expect(unsized.headers["Content-Length"] == nil)
            #expect(try unsized.json["code"] == 10_000)
            #expect(try await emulator.statistics["submits"] == 3)
        }
    }

    @Test func `a skewed clock refuses the right time and sends its own`() async throws {
        try await LiveEmulator.run(["any:skew=3600"]) { emulator in
            let refused = try await emulator.call("CVSubmitTask", Self.body)
            #expect(try refused.json["ResponseMetadata"]?["Error"]?["Code"] == "InvalidTimestamp")
            let date = try #require(refused.headers["Date"])
            let time = try #require(UTCTime(httpDate: date))
            #expect(abs(time.secondsSinceEpoch - SystemTime().now.secondsSinceEpoch - 3_600) < 60)
            #expect(try await emulator.call("CVSubmitTask", Self.body, at: time).json["code"] == 10_000)
        }
    }

    @Test func `a task is done without a link once, and a refusal repeats the access key`() async throws {
        try await LiveEmulator.run(["CVGetResult:no-link", "CVSubmitTask:key-repeated"]) { emulator in
            let body = JSONValue.object(["req_key": "realman_avatar_picture_omni_cv", "task_id": "1"])
            let done = try await emulator.call("CVGetResult", body).json
            #expect(done["code"] == 10_000)
            #expect(done["data"]?["status"] == "done")
            #expect(done["data"]?["resp_data"] == #"{"code":0,"msg":"Success","progress":100}"#)
            #expect(try await emulator.call("CVGetResult", body).json["data"]?["status"] == "not_found")
            let refused = try await emulator.call("CVSubmitTask", Self.body)
            #expect(refused.status == 401)
            let message = try refused.json["ResponseMetadata"]?["Error"]?["Message"]?.string
            #expect(message == "The accesskey [emulator] of the request is invalid.")
            #expect(try await emulator.statistics["submits"] == 0)
        }
    }

    @Test func `a gateway error that is not in the tables can be requested`() async throws {
        try await LiveEmulator.run(["CVSubmitTask:gateway=OverdueBalance@403,retry-after=86400"]) { emulator in
            let refused = try await emulator.call("CVSubmitTask", Self.body)
            #expect(refused.status == 403)
            #expect(refused.headers["Retry-After"] == "86400")
            #expect(try refused.json["ResponseMetadata"]?["Error"]?["Code"] == "OverdueBalance")
        }
    }

    @Test func `a task is reported with any status`() async throws {
        try await LiveEmulator.run(
            ["CVGetResult:unknown-status=xyz", "CVGetResult:expired", "CVGetResult:not-found"]
        ) { emulator in
            let body = JSONValue.object(["req_key": "realman_avatar_picture_omni_cv", "task_id": "1"])
            for status in ["xyz", "expired", "not_found", "not_found"] {
                let answer = try await emulator.call("CVGetResult", body).json
                #expect(answer["data"] == .object(["status": .string(status)]))
            }
        }
    }

    @Test func `a file is missing, an error or a page`() async throws {
        try await LiveEmulator.run(["video:dead=403*1", "video:error-500", "video:not-a-video"]) { emulator in
            for status in [403, 500, 200] {
                let answer = try await emulator.get("\(emulator.endpoint)/videos/x?X-Signature=1")
                #expect(answer.status == status)
                #expect(answer.headers["Content-Type"] == "text/html")
            }
            #expect(try await emulator.get("\(emulator.endpoint)/videos/x?X-Signature=1").status == 404)
        }
    }

    @Test func `a reset is a reset, not an end`() async throws {
        try await LiveEmulator.run(["upload:reset-before"]) { emulator in
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(emulator.port).bigEndian
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            let connected = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            #expect(connected == 0)
            let request = "PUT /uploads/x HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
            #expect(write(descriptor, request, request.utf8.count) == request.utf8.count)
            var patience = timeval(tv_sec: 60, tv_usec: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
            let (count, reason) = try await onItsOwnThread {
                var byte: UInt8 = 0
                return (read(descriptor, &byte, 1), errno)
            }
            #expect(count == -1 && reason == ECONNRESET)
        }
    }
}
