import InferenceKit
import TestSupport
import Testing

@testable import VisionHelper

struct RefusalTests {
    /// The cells of the first column of a table in `docs/vision-api.md`.
    private static func codes(inSection title: String) throws -> [String] {
        let page = try TestDirectory.text("\(Project.directory)/docs/vision-api.md")
        let section = try #require(page.split(separator: "## \(title)\n").dropFirst().first)
        let rows = section.prefix { $0 != "#" }.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst()
        return rows.compactMap { $0.split(separator: "|").first }.flatMap { $0.split(separator: ",") }.map {
            $0.trimmingPrefix { " `".contains($0) }.prefix { !" `".contains($0) }
        }.map(String.init)
    }

    @Test func `the page lists the codes of the service that are known`() throws {
        let listed = try Self.codes(inSection: "Codes of the service").flatMap { cell in
            let ends = cell.split(separator: "–").compactMap { Int($0) }
            return ends.count == 2 ? Array(ends[0]...ends[1]) : ends
        }
        #expect(listed.count == Set(listed).count)
        #expect(Set(listed) == ServiceRefusal.codes.union([10_000]))
    }

    @Test func `the page lists the codes of the gateway that are known`() throws {
        let listed = try Self.codes(inSection: "Codes of the gateway")
        #expect(listed.count == Set(listed).count)
        #expect(Set(listed) == GatewayRefusal.codes)
    }

    @Test func `every code of the service has its own message and a fix`() {
        let codes = ServiceRefusal.codes.sorted()
        let refusals = codes.map { ServiceRefusal(code: $0, httpStatus: 400) }
        // The three codes of a failing content check mean the same.
        #expect(Set(refusals.map(\.message)).count == refusals.count - 2)
        #expect(refusals.allSatisfy { !$0.help.isEmpty && !$0.message.contains("does not know") })
    }

    @Test func `every code of the gateway has a message and a fix`() {
        let refusals = GatewayRefusal.codes.map { GatewayRefusal(code: $0, httpStatus: 400) }
        #expect(refusals.allSatisfy { !$0.help.isEmpty && !$0.message.contains("this program does not know") })
    }

    @Test(arguments: ["AccountOverdueError", "ServiceOverdue", "AccountInArrears", "InsufficientBalance"])
    func `an account that owes money gets its own message`(_ code: String) async throws {
        let vision = try VisionFixture([.gateway(code, status: 403)])
        let error = await predictionError { _ = try await vision.submit() }
        #expect(error?.code == .accessDenied)
        #expect(error?.message == "the account has an overdue bill or no balance")
        #expect(vision.channel.steps == ["submit began", "submit failed"])
    }

    @Test(arguments: [
        ("AK\n", "ends with a blank or a line break"), ("\r\nAK", "begins with a blank or a line break"),
        ("AK\u{a0}", "ends with a blank or a line break"),
        ("AK one", "contains a space, a line break or a character that is not ASCII"),
        ("\"AK\"", "is in quotes"), ("'AK'", "is in quotes"),
        ("BYTEPLUS_SECRET_KEY=AK", "begins with 'BYTEPLUS_SECRET_KEY='"),
        ("ark-0123", "contains an API key, which the Vision API does not accept"),
        ("01234567-89ab-cdef-0123-456789abcdef", "contains an API key, which the Vision API does not accept"),
    ])
    func `a key that cannot be one is refused before anything is sent`(_ key: String, _ problem: String) throws {
        let setup = Setup(
            secrets: ["BYTEPLUS_ACCESS_KEY": Secret("access"), "BYTEPLUS_SECRET_KEY": Secret(key)],
            transport: ScriptedTransport([]),
            signer: { _ in NamingSigner() },
            time: TestTime()
        )
        let error = #expect(throws: PredictionError.self) { try VisionAPI(setup) }
        #expect(error?.code == .accessDenied)
        #expect(error?.message == "BYTEPLUS_SECRET_KEY \(problem)")
        #expect(error.map { "\($0)".contains(key) } == false)
    }

    @Test(arguments: [
        (50400, PredictionError.Code.accessDenied), (50215, .invalidInput), (50411, .contentRefused),
        (50518, .contentRefused), (99999, .serviceUnavailable),
    ])
    func `a refusal of the service has its kind`(_ code: Int, _ kind: PredictionError.Code) async throws {
        let vision = try VisionFixture([.service(code)])
        let error = await predictionError { _ = try await vision.submit() }
        #expect(error?.code == kind)
        #expect(error?.vendor?.code == String(code))
        #expect(vision.transport.requests.count == 1)
    }

    @Test(arguments: [
        ("InvalidAccessKey", 401, PredictionError.Code.accessDenied), ("SignatureDoesNotMatch", 401, .accessDenied),
        ("AccessDenied", 403, .accessDenied), ("MissingParameter", 400, .configuration),
        ("NeverHeardOf", 403, .accessDenied), ("NeverHeardOf", 418, .serviceUnavailable),
    ])
    func `a refusal of the gateway has its kind`(_ code: String, _ status: Int, _ kind: PredictionError.Code)
        async throws
    {
        let vision = try VisionFixture([.gateway(code, status: status)])
        let error = await predictionError { _ = try await vision.submit() }
        #expect(error?.code == kind)
        #expect(error?.vendor == .init(code: code, message: "as it said", httpStatus: status, requestID: "g1"))
        #expect(vision.transport.requests.count == 1)
    }

    @Test func `an error never shows a secret`() async throws {
        let vision = try VisionFixture([.gateway("SignatureDoesNotMatch", status: 401)])
        let error = await predictionError { _ = try await vision.submit() }
        #expect(error.map { "\($0)".contains("not-to-be-seen") } == false)
        var shown = ""
        dump(vision.api, to: &shown)
        #expect(!shown.contains("not-to-be-seen"))
    }

    @Test(arguments: ["ftp://x", "127.0.0.1:80", "https://", "https://h/path", "https://u:p@h", "http://h?x=1"])
    func `an endpoint that is no address is refused`(_ text: String) {
        #expect(throws: PredictionError.self) { try VisionEndpoint(text) }
    }
}
