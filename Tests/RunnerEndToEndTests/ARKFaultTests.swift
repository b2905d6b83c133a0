import InferenceKit
import TestSupport
import Testing

/// The models of the ARK API against a stand-in with every fault of the API: the file, or the right code and exit status, and
/// never a second creation.
struct ARKFaultTests {
    /// What goes wrong, and how the run ends.
    struct Row: Sendable, CustomTestStringConvertible {
        var faults: [String]
        var inputs: [String] = []
        var options: [String] = []
        var status: Int32
        var code: String?
        /// How many creations the service received.
        var received = 1
        /// How many of them it accepted.
        var accepted: Int
        /// How many files there are in the end.
        var files: Int
        /// How a run that can be continued ends then, without another creation.
        var resumed: Int32?

        var testDescription: String { (faults + options).joined(separator: " ") }

        /// A fault that leaves nothing behind.
        static func refused(_ fault: String, _ status: Int32, _ code: String) -> Row {
            Row(faults: [fault], status: status, code: code, accepted: 0, files: 0)
        }

        /// Faults that leave nothing behind.
        static func refused(_ prefix: String, _ faults: [String], _ status: Int32, _ code: String) -> [Row] {
            faults.map { refused("\(prefix) \($0)", status, code) }
        }

        /// Faults after which the output arrives all the same.
        static func arrives(_ prefix: String, _ faults: [String], received: Int = 1) -> [Row] {
            faults.map { arrives("\(prefix) \($0)", received: received) }
        }

        /// A fault after which the output arrives all the same.
        static func arrives(_ faults: String..., received: Int = 1) -> Row {
            Row(faults: faults, status: 0, received: received, accepted: 1, files: 1)
        }

        /// A fault after a creation that was accepted.
        static func fails(
            _ faults: String...,
            options: [String] = [],
            status: Int32,
            _ code: String,
            resumed: Int32? = nil
        ) -> Row {
            Row(
                faults: faults,
                options: options,
                status: status,
                code: code,
                accepted: 1,
                files: 0,
                resumed: resumed
            )
        }
    }

    /// The content checks, each subject and each reason once; `RefusalTests` has all combinations.
    private static let sensitive: [String] = [
        "TextSensitiveContentDetected", "ImageSensitiveContentDetected.PrivacyInformation",
        "VideoSensitiveContentDetected.PolicyViolation", "AudioSensitiveContentDetected",
    ]

    private static let limits = [
        "ModelAccountRpmRateLimitExceeded", "ModelAccountTpmRateLimitExceeded", "ModelAccountIpmRateLimitExceeded",
        "APIAccountRpmRateLimitExceeded", "AccountRateLimitExceeded", "RateLimitExceeded.EndpointRPMExceeded",
        "RateLimitExceeded.EndpointTPMExceeded", "ServerOverloaded", "RequestBurstTooFast", "NobodyKnows",
    ]

    // MARK: - The creation of a task

    static let inputs: [String] = [
        "MissingParameter", "MissingParameter.content", "InvalidParameter", "InvalidParameter.ratio",
        "InvalidParameter.TaskTypeConstraint", "InvalidParameter.TaskTypeMismatch", "NobodyKnows",
    ]

    static let access: [String] = [
        "refuse 401 AuthenticationError", "refuse 403 AccessDenied", "refuse 403 AccountOverdueError",
        "refuse 403 ServiceOverdue", "refuse 403 ServiceNotOpen", "refuse 404 ModelNotOpen",
        "refuse 429 QuotaExceeded", "refuse 429 SetLimitExceeded", "refuse 403 NobodyKnows",
        "gateway 401 100024 InvalidAuthorization", "gateway 401 100025 InvalidCredential",
        "gateway 401 100026 InvalidSecretToken",
    ]

    static let configuration: [String] = [
        "refuse 404 InvalidEndpointOrModel.NotFound", "gateway 405 100020 MethodNotAllowed", "redirect", "page 404",
    ]

    static let refusals: [[Row]] = [
        Row.refused("create refuse 400", inputs, 65, "invalid-input"),
        Row.refused("create refuse 400", sensitive.map { "Input\($0)" }, 65, "content-refused"),
        Row.refused("create", access, 77, "access-denied"),
        Row.refused("create", configuration, 78, "configuration"),
        Row.refused("create", ["page 413"], 65, "invalid-input"),
    ]

    static let waits: [[Row]] = [
        Row.arrives("create refuse 429", limits, received: 2),
        Row.arrives(
            "create",
            ["page 429", "gateway 502 100015 FailToConnect", "gateway 503 100019 ServiceUnavailableTemp"],
            received: 2
        ),
        [
            .arrives("create busy 429 0 *2", received: 3),
            Row(
                faults: ["create refuse 429 ServerOverloaded *always"],
                status: 69,
                code: "service-unavailable",
                received: 8,
                accepted: 0,
                files: 0
            ),
            Row(
                faults: ["create busy 429 3600"],
                options: ["--timeout", "1min"],
                status: 75,
                code: "deadline-exceeded",
                accepted: 0,
                files: 0
            ),
        ],
    ]

    static let unknown: [String] = [
        "drop", "refuse 500 InternalServiceError", "gateway 502 100023 InternalServiceError", "page 408", "page 500",
        "page 502", "page 503", "page 504",
    ]

    static let found: [String] = [
        "lose", "cut", "empty", "raw <html>", "raw {}", "raw []", #"raw {"id":""}"#, #"raw {"id":"../a b"}"#,
        "raw null", "accepted 201", "accepted 500", "mime text/html", "slow 0.3",
    ]

    static let lost: [[Row]] = [
        Row.refused("create", unknown, 76, "outcome-unknown"),
        Row.arrives("create", found),
        [
            .arrives("create lose", "list page 503 *2"), .arrives("create lose", "list drop"),
            .arrives("create lose", "list refuse 429 ServerOverloaded *2"), .arrives("create lose", "list cut"),
            .arrives("create lose", #"list raw {"total":0,"items":[]} *2"#),
            .fails(
                "create lose",
                "list refuse 500 InternalServiceError *always",
                status: 76,
                "outcome-unknown",
                resumed: 76
            ),
            .fails("create lose", "list refuse 401 AuthenticationError", status: 76, "outcome-unknown", resumed: 0),
            .fails("create lose", #"list raw {"total":0,"items":null} *4"#, status: 76, "outcome-unknown", resumed: 0),
        ],
    ]

    // MARK: - The task and its files

    static let passing: [String] = [
        "page 503 *3", "refuse 500 InternalServiceError *3", "refuse 429 ServerOverloaded *3",
        "gateway 503 100019 ServiceUnavailableTemp", "drop *2", "cut", "empty", "raw <html>", "raw []", "nulls",
        "bare", "status paused *3", "status queued *5", "refuse 404 ResourceNotFound *2", "page 404", "no-link *2",
        "mime text/plain *always", "slow 0.2 *2",
    ]

    static let tasks: [[Row]] = [
        Row.arrives("get", passing),
        sensitive.map { .fails("get failed Output\($0)", status: 65, "content-refused") },
        [
            .fails("get failed InternalServiceError", status: 69, "task-failed"),
            .fails("get failed NobodyKnows", status: 69, "task-failed"),
            .fails("get status expired *always", status: 69, "task-failed"),
            .fails("get status cancelled *always", status: 69, "task-failed"),
            .fails("get no-link *3", status: 69, "output-unavailable", resumed: 0),
            .fails("get deleted", status: 69, "output-unavailable", resumed: 69),
            .fails("get refuse 401 AuthenticationError", status: 77, "access-denied", resumed: 0),
            .fails("get refuse 403 AccountOverdueError", status: 77, "access-denied", resumed: 0),
            .fails("get redirect", status: 78, "configuration", resumed: 0),
            .fails("get hold", options: ["--timeout", "1s"], status: 75, "deadline-exceeded", resumed: 0),
            .fails(
                "get status running *always",
                options: ["--timeout", "1s"],
                status: 75,
                "deadline-exceeded"
            ),
        ],
    ]

    static let links: [String] = [
        "page 403", "page 404", "page 410", "page 500 *2", "page 503 *2", "busy 429 0", "expire", "drop", "cut",
        "truncate", "empty", "other", "mime text/plain", "mime application/octet-stream",
    ]

    static let videos: [[Row]] = [
        Row.arrives("video", links),
        [.fails("video page 403 *3", status: 69, "output-unavailable", resumed: 0)],
    ]

    @Test(arguments: [refusals, waits, lost, tasks, videos].flatMap { $0 }.flatMap { $0 })
    func `a video arrives, or the run ends with the right code, after one creation`(_ row: Row) async throws {
        try await check(row, "create") { try await $0.predictVideo(row.inputs, options: row.options + ["--json"]) }
    }

    // MARK: - Images

    static let lostImages: [Row] = ["lose", "cut", "empty", "raw <html>", "raw {}", "none", "b64"]
        .map { .fails("images \($0)", status: 76, "outcome-unknown", resumed: 76) }

    static let images: [[Row]] = [
        [
            .refused("images refuse 400 InvalidParameter size", 65, "invalid-input"),
            .refused("images refuse 400 InputImageSensitiveContentDetected", 65, "content-refused"),
            .refused("images refuse 401 AuthenticationError", 77, "access-denied"),
            .refused("images refuse 404 ModelNotOpen", 77, "access-denied"),
            .refused("images refuse 404 InvalidEndpointOrModel.NotFound", 78, "configuration"),
            .arrives("images refuse 429 ModelAccountIpmRateLimitExceeded", received: 2),
            .arrives("images gateway 503 100019 ServiceUnavailableTemp", received: 2),
            .fails("images partial OutputImageSensitiveContentDetected", status: 65, "content-refused"),
            .fails("picture page 403 *always", status: 69, "output-unavailable", resumed: 69),
            Row(faults: [], inputs: ["series=true", "max_images=3"], status: 0, accepted: 1, files: 3),
            Row(
                faults: ["images partial OutputImageSensitiveContentDetected"],
                inputs: ["series=true", "max_images=3"],
                status: 0,
                accepted: 1,
                files: 2
            ),
        ],
        Row.arrives("images", ["mime text/html", "slow 0.3", "accepted 201"]),
        Row.refused("images", ["drop", "refuse 500 InternalServiceError", "page 504"], 76, "outcome-unknown"),
        lostImages,
        Row.arrives("picture", ["page 503 *2", "drop", "cut", "mime text/plain"]),
    ]

    @Test(arguments: images.flatMap { $0 })
    func `an image arrives, or the run ends with the right code, after one creation`(_ row: Row) async throws {
        try await check(row, "images") { try await $0.predictImage(row.inputs, options: row.options + ["--json"]) }
    }

    @Test func `a last frame whose link has expired is fetched with a new one`() async throws {
        let account = try ARKStandIn.account(["frame expire", "frame cut"])
        let scene = try ARKScene(environment: account.environment)
        let result = try await scene.predictVideo(["return_last_frame=true"])
        // The stand-in's frame is a JPEG, which is reported, and kept.
        #expect(account.count("file frame") == 3 && account.count("received create") == 1, "\(result.summary)")
    }

    // MARK: -

    private func check(
        _ row: Row,
        _ creation: String,
        _ predict: (ARKScene) async throws -> ProgramRun
    ) async throws {
        let account = try ARKStandIn.account(row.faults)
        let scene = try ARKScene(environment: account.environment)
        let result = try await predict(scene)
        let comment = Comment(rawValue: "\(result.summary)\n\(account.events())")
        #expect(result.status == row.status, comment)
        let answer = try JSONValue(parsing: Array(result.output.utf8))
        #expect(answer["error"]?["code"]?.string == row.code, comment)
        #expect(account.count("received \(creation)") == row.received, comment)
        #expect(account.count("accepted \(creation)") == row.accepted, comment)
        // The link to a paid image stays beside them until it has arrived.
        let files = { try scene.files().count { !$0.hasSuffix(".partial") } }
        #expect(try files() == row.files, comment)
        guard let status = row.resumed else { return }
        let resumed = try await scene.resume(["--timeout", "1min"])
        #expect(resumed.status == status, "\(resumed.summary)\n\(account.events())")
        #expect(account.count("received \(creation)") == row.received, comment)
        #expect(try files() == (status == 0 ? 1 : 0), comment)
    }
}
