import FoundationEssentials
import Testing

@testable import Emulator

struct FaultTests {
    struct Case: CustomTestStringConvertible {
        let text: String
        let target: Fault.Target
        let effect: Fault.Effect
        var retryAfter: Duration?
        var count: Int? = 1
        var testDescription: String { text }
    }

    @Test(arguments: [
        Case(text: "CVSubmitTask:rate-limit", target: .action(.submitTask), effect: .business(.rateLimit)),
        Case(
            text: "CVSubmitTask:rate-limit,retry-after=2*3",
            target: .action(.submitTask),
            effect: .business(.rateLimit),
            retryAfter: .seconds(2),
            count: 3
        ),
        Case(
            text: "CVGetResult:retry-after=1",
            target: .action(.getResult),
            effect: .business(.rateLimit),
            retryAfter: .seconds(1)
        ),
        Case(
            text: "CVProcess:rate-limit-200",
            target: .action(.process),
            effect: .business(BusinessCode(50_429, status: 200, BusinessCode.rateLimit.message))
        ),
        Case(
            text: "CVSubmitTask:code=50413",
            target: .action(.submitTask),
            effect: .business(BusinessCode(50_413, status: 400, "Post Text Risk Not Pass"))
        ),
        Case(
            text: "CVSubmitTask:code=50999@503",
            target: .action(.submitTask),
            effect: .business(BusinessCode(50_999, status: 503, "Unknown Error"))
        ),
        Case(text: "any:flow-limit*all", target: .anyAction, effect: .gateway(.flowLimitExceeded), count: nil),
        Case(text: "any:gateway=AccessDenied", target: .anyAction, effect: .gateway(.accessDenied)),
        Case(text: "CVGetResult:error-502", target: .action(.getResult), effect: .page(status: 502, .html)),
        Case(text: "CVGetResult:error-503=empty", target: .action(.getResult), effect: .page(status: 503, .empty)),
        Case(text: "CVSubmitTask:reset-after", target: .action(.submitTask), effect: .resetAfter),
        Case(
            text: "CVGetResult:unknown-status=xyz*2",
            target: .action(.getResult),
            effect: .taskStatus("xyz"),
            count: 2
        ),
        Case(
            text: "CVCancelTask:skew=-3600",
            target: .action(.cancelTask),
            effect: .skew(.seconds(-3_600)),
            count: nil
        ),
        Case(text: "any:skew=60*1", target: .anyAction, effect: .skew(.seconds(60))),
        Case(text: "video:dead", target: .video, effect: .dead(status: 404), count: nil),
        Case(text: "mask:dead=403*2", target: .mask, effect: .dead(status: 403), count: 2),
        Case(text: "video:slow=1.5s", target: .video, effect: .slow(.milliseconds(1_500))),
        Case(text: "upload:stall=2m", target: .upload, effect: .stall(.seconds(120))),
        Case(text: "fetch:slow=250ms", target: .fetch, effect: .slow(.milliseconds(250))),
    ])
    func `a specification is read`(_ row: Case) throws {
        let fault = try Fault(specification: row.text)
        #expect(
            fault
                == Fault(
                    target: row.target,
                    effect: row.effect,
                    retryAfter: row.retryAfter,
                    count: row.count,
                    text: row.text
                )
        )
    }

    @Test(arguments: [
        (
            "nonsense",
            "write it as TARGET:KIND[=ARGUMENT][,retry-after=SECONDS][*COUNT]; the targets are CVProcess, CVSubmitTask, "
                + "CVGetResult, CVCancelTask, any, video, mask, upload, fetch"
        ),
        (
            "Submit:busy",
            "there is no target 'Submit'; the targets are CVProcess, CVSubmitTask, CVGetResult, CVCancelTask, any, video, "
                + "mask, upload, fetch"
        ),
        ("fetch:bad", "there is no kind 'bad'; the kinds here are slow=DURATION, dead[=403|404]"),
        ("fetch:cut", "'cut' cannot happen at this target; the kinds here are slow=DURATION, dead[=403|404]"),
        ("video:slow", "write 'slow=DURATION': the answer comes that much later"),
        ("video:slow=-1", "write 'slow=DURATION': the answer comes that much later"),
        ("video:dead=500", "write 'dead[=403|404]': HTTP 404, or as given"),
        ("any:busy=1", "write 'busy': code 50430 with HTTP 429"),
        ("any:code=x", "write 'code=N[@HTTP]': code N, with another HTTP status if one is given"),
        ("any:busy*0", "'*0' is neither a count from 1 to 1000000 nor '*all'"),
        ("any:busy,retry-after=soon", "'soon' of retry-after is not a whole number of seconds"),
        ("any:cut,retry-after=1", "retry-after goes with a refusal or an error page only"),
        ("any:busy,cut", "only retry-after can be added to a kind"),
    ])
    func `a wrong specification says what exists`(_ text: String, _ problem: String) {
        #expect(throws: FaultSpecificationError(description: "fault '\(text)': \(problem)")) {
            try Fault(specification: text)
        }
    }

    @Test func `no two kinds have the same name`() {
        #expect(Set(FaultKind.all.map(\.name)).count == FaultKind.all.count)
    }

    @Test func `faults happen in order and as often as asked`() throws {
        var plan = FaultPlan([
            try Fault(specification: "CVGetResult:busy*2"), try Fault(specification: "any:cut"),
            try Fault(specification: "video:dead"),
        ])
        var taken: [String?] = []
        for target in [.action(.submitTask), .action(.submitTask), .action(.getResult)] as [Fault.Target] {
            taken.append(plan.take(at: target)?.text)
        }
        #expect(taken == ["any:cut", nil, "CVGetResult:busy*2"])
        #expect(plan.remaining.map(\.count) == [1, nil])
        taken = []
        for target in [.action(.getResult), .action(.getResult), .video, .video, .video] as [Fault.Target] {
            taken.append(plan.take(at: target)?.text)
        }
        #expect(taken == ["CVGetResult:busy*2", nil, "video:dead", "video:dead", "video:dead"])
        plan.clear()
        #expect(plan.remaining.isEmpty)
    }
}

struct FaultDocumentationTests {
    @Test func `the documentation lists every kind as it is`() throws {
        let project = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        let text = String(decoding: try Data(contentsOf: project.appending(path: "docs/emulator.md")), as: UTF8.self)
        let rows = FaultKind.all.map { kind in
            let places = FaultKind.Place.allCases.filter { kind.places.contains($0) }.map(\.rawValue)
            let usage = kind.usage.replacing("|", with: "\\|")
            return "| `\(usage)` | \(places.joined(separator: ", ")) | \(kind.summary) |"
        }
        let table = text.split(separator: "| kind | where | what happens |\n|---|---|---|\n").last ?? ""
        #expect(table.split(separator: "\n").map(String.init) == rows)
    }
}
