import EmulatedServices
import InferenceKit
import Testing

@testable import Emulator

@Suite(.timeLimit(.minutes(2)))
struct EmulatorServerTests {
    private static let omniHuman10 = "realman_avatar_picture_omni_cv"
    private static let omniHuman15 = "realman_avatar_picture_omni15_cv"
    private static let detection = "realman_avatar_object_detection_cv"

    @Test func `a picture and speech become a video of the second subject, and it is paid once`() async throws {
        try await LiveEmulator.run { emulator in
            let image = try await emulator.upload(sample: "astronaut-and-cat.jpg")
            let audio = try await emulator.upload(sample: "hello.wav")
            let masks = try await emulator.masks(of: image)
            #expect(masks.count == 2)
            let mask = try await emulator.get(masks[1])
            #expect(mask.headers["Content-Type"] == "image/png")
            #expect(mask.body.starts(with: [0x89, 0x50, 0x4E, 0x47]))

            let body: JSONValue = .object([
                "req_key": .string(Self.omniHuman15), "image_url": .string(image), "audio_url": .string(audio),
                "mask_url": .string(masks[1]),
            ])
            let task = try #require(try await emulator.call("CVSubmitTask", body).json["data"]?["task_id"]?.string)
            let done = try await emulator.result(of: task, Self.omniHuman15)
            let result = try JSONValue(parsing: Array(try #require(done["data"]?["resp_data"]?.string).utf8))
            let url = try #require(result["video_url"]?.string)
            let video = try await emulator.get(url)
            #expect(video.status == 200)
            #expect(video.headers["Content-Type"] == "video/mp4")
            #expect(video.headers["Content-Length"] == String(video.body.count))
            #expect(Array(video.body[4..<8]) == Array("ftyp".utf8))
            let part = try await emulator.get(url, range: "bytes=4-7")
            #expect(part.status == 206)
            #expect(part.body == Array("ftyp".utf8))
            #expect(part.headers["Content-Range"] == "bytes 4-7/\(video.body.count)")
            #expect(part.headers["ETag"] == video.headers["ETag"])
            #expect(try await emulator.get("\(url)x").status == 403)

            let statistics = try await emulator.statistics
            #expect(statistics["submits"] == 1)
            #expect(statistics["charged_seconds"] == .double(5.707))
            #expect(statistics["charged_usd"] == .double(0.6848))
            #expect(
                statistics["tasks"]
                    == .array([
                        .object([
                            "id": .string(task), "req_key": .string(Self.omniHuman15), "fields": body, "state": "done",
                        ])
                    ])
            )
        }
    }

    @Test(arguments: [
        ("astronaut.jpg", 1), ("astronaut-and-cat.jpg", 2),
    ])
    func `the subjects of a photograph are found`(_ sample: String, _ count: Int) async throws {
        try await LiveEmulator.run { emulator in
            let image = try await emulator.upload(sample: sample)
            #expect(try await emulator.masks(of: image).count == count)
        }
    }

    @Test func `an input that cannot be read is refused at once by a detection and later by a task`() async throws {
        try await LiveEmulator.run { emulator in
            let text = try await emulator.upload(Array("no picture".utf8), as: "text.jpg")
            let audio = try await emulator.upload(sample: "hello.wav")
            let detection = try await emulator.call(
                "CVProcess",
                .object(["req_key": .string(Self.detection), "image_url": .string(text)])
            )
            #expect(detection.status == 400)
            #expect(try detection.json["code"] == 50_215)
            let submitted = try await emulator.call(
                "CVSubmitTask",
                .object([
                    "req_key": .string(Self.omniHuman10), "image_url": .string(text), "audio_url": .string(audio),
                ])
            )
            let task = try #require(try submitted.json["data"]?["task_id"]?.string)
            let result = try await emulator.result(of: task, Self.omniHuman10)
            #expect(result["code"] == 50_215)
            #expect(result["data"] == .null)
            let statistics = try await emulator.statistics
            #expect(statistics["charged_usd"] == 0)
            #expect(statistics["tasks"]?.array?.first?["reason"] == "image_url is neither a JPEG nor a PNG")
        }
    }

    @Test func `a task that is canceled is not paid`() async throws {
        try await LiveEmulator.run([], { $0.pace.generationTime = .seconds(600) }) { emulator in
            let task = try await submit(to: emulator)
            let body = JSONValue.object(["req_key": .string(Self.omniHuman10), "task_id": .string(task)])
            #expect(try await emulator.call("CVCancelTask", body).json["code"] == 10_000)
            #expect(try await emulator.result(of: task, Self.omniHuman10)["data"] == .object(["status": "canceled"]))
            let statistics = try await emulator.statistics
            #expect(statistics["cancels"] == 1)
            #expect(statistics["charged_seconds"] == 0)
        }
    }

    @Test func `a second task is refused while one is in progress`() async throws {
        try await LiveEmulator.run(
            [],
            {
                $0.pace.generationTime = .seconds(600)
                $0.concurrency = 1
            }
        ) { emulator in
            _ = try await submit(to: emulator)
            let answer = try await emulator.call("CVSubmitTask", Self.body)
            #expect(answer.status == 429)
            #expect(try answer.json["code"] == 50_430)
        }
    }

    @Test func `wrong keys and wrong clocks are refused as by the vendor`() async throws {
        try await LiveEmulator.run { emulator in
            let body = JSONValue.object([:])
            func error(_ answer: HTTPResponse) throws -> JSONValue? {
                try answer.json["ResponseMetadata"]?["Error"]?["Code"]
            }
            let wrongKey = try await emulator.call("CVGetResult", body, secretKey: "wrong")
            #expect(wrongKey.status == 401)
            #expect(try error(wrongKey) == "SignatureDoesNotMatch")
            for seconds in [-901, 901] {
                let time = SystemTime().now + .seconds(seconds)
                let wrongClock = try await emulator.call("CVGetResult", body, at: time)
                #expect(wrongClock.status == 400)
                #expect(try error(wrongClock) == "InvalidTimestamp")
            }
            let unsigned = try await emulator.transport.send(
                HTTPRequest("POST", "\(emulator.endpoint)/?Action=CVGetResult&Version=2024-06-06")
            )
            #expect(try error(unsigned) == "MissingAuthenticationToken")
            let unknown = try await emulator.call("CVDance", body)
            #expect(unknown.status == 404)
            #expect(try error(unknown) == "InvalidActionOrVersion")
            let nameless = try await emulator.transport.send(HTTPRequest("POST", "\(emulator.endpoint)/"))
            #expect(try error(nameless) == "MissingParameter")
            #expect(try await emulator.statistics["refused_signatures"] == 4)
        }
    }

    @Test func `faults are set, listed and cleared while it runs`() async throws {
        try await LiveEmulator.run { emulator in
            let url = "\(emulator.endpoint)/emulator/faults"
            func post(_ text: String) async throws -> HTTPResponse {
                try await emulator.transport.send(HTTPRequest("POST", url, body: .bytes(Array(text.utf8))))
            }
            #expect(try await post("any:busy*2\nvideo:dead\n").status == 200)
            #expect(try await post(#"{"faults":["mask:cut"]}"#).status == 200)
            let wrong = try await post(#"["any:nonsense"]"#)
            #expect(wrong.status == 400)
            #expect(try wrong.json["error"]?.string?.hasPrefix("fault 'any:nonsense': unknown kind 'nonsense'") == true)
            #expect(
                String(decoding: try await emulator.get(url).body, as: UTF8.self)
                    == #"{"faults":[{"fault":"any:busy*2","remaining":2},{"fault":"video:dead","remaining":"all"},"#
                    + #"{"fault":"mask:cut","remaining":1}]}"#
            )
            let cleared = try await emulator.transport.send(HTTPRequest("DELETE", url))
            #expect(try cleared.json["faults"] == .array([]))
        }
    }

    @Test func `an emulator says that it is one, on every answer`() async throws {
        try await LiveEmulator.run { emulator in
            let identification = try await emulator.get("\(emulator.endpoint)/emulator")
            #expect(try identification.json["emulator"] == "runner-emulator")
            // What is known here is what other programs tell users to try with the emulator.
            let names = EmulatedServiceName.allCases.map { JSONValue.string($0.rawValue) }
            #expect(names.count == 3)
            #expect(try identification.json["services"] == .array(names))
            for path in ["/emulator", "/emulator/stats", "/", "/nowhere", "/videos/x"] {
                #expect(try await emulator.get(emulator.endpoint + path).headers["Runner-Emulator"] == "1")
            }
            let action = try await emulator.call("CVGetResult", .object([:]))
            #expect(action.headers["Runner-Emulator"] == "1")
        }
    }

    @Test(arguments: ["png", "jpg"])
    func `half a picture is refused, also where no subject is detected`(_ suffix: String) async throws {
        try await LiveEmulator.run { emulator in
            let whole = try LiveEmulator.sample("astronaut.jpg")
            let picture = suffix == "png" ? try await LiveEmulator.png(of: whole) : whole
            let image = try await emulator.upload(Array(picture.prefix(picture.count / 2)), as: "half.\(suffix)")
            let audio = try await emulator.upload(sample: "hello.mp3")
            let submitted = try await emulator.call(
                "CVSubmitTask",
                .object([
                    "req_key": .string(Self.omniHuman10), "image_url": .string(image), "audio_url": .string(audio),
                ])
            )
            let task = try #require(try submitted.json["data"]?["task_id"]?.string)
            #expect(try await emulator.result(of: task, Self.omniHuman10)["code"] == 50_215)
            let reason = try await emulator.statistics["tasks"]?.array?.first?["reason"]?.string
            #expect(reason?.hasPrefix("image_url is damaged") == true, "\(reason ?? "")")
        }
    }

    @Test func `a video is deleted when its link expires, and made again on request`() async throws {
        try await LiveEmulator.run([], { $0.linkLife = .zero }) { emulator in
            let first = try await submit(to: emulator)
            let done = try await emulator.result(of: first, Self.omniHuman10)
            let result = try JSONValue(parsing: Array(try #require(done["data"]?["resp_data"]?.string).utf8))
            let url = try #require(result["video_url"]?.string)
            #expect(try await emulator.get(url).status == 403)
            let second = try await submit(to: emulator)
            #expect(try await emulator.result(of: second, Self.omniHuman10)["code"] == 10_000)
        }
    }

    /// A request whose inputs do not exist, for everything that happens before they are fetched.
    static let body: JSONValue = .object([
        "req_key": .string(omniHuman10), "image_url": "http://127.0.0.1:1/i", "audio_url": "http://127.0.0.1:1/a",
    ])

    private func submit(to emulator: LiveEmulator) async throws -> String {
        let image = try await emulator.upload(sample: "astronaut.jpg")
        let audio = try await emulator.upload(sample: "hello.mp3")
        let answer = try await emulator.call(
            "CVSubmitTask",
            .object([
                "req_key": .string(Self.omniHuman10), "image_url": .string(image), "audio_url": .string(audio),
            ])
        )
        return try #require(try answer.json["data"]?["task_id"]?.string)
    }
}
