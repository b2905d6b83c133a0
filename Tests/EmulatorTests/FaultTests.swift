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
        Case(
            text: "CVSubmitTask:rate-limit",
            target: .action("CVSubmitTask"),
            effect: .refusal(code: "50429", status: 429)
        ),
        Case(
            text: "CVSubmitTask:rate-limit,retry-after=2*3",
            target: .action("CVSubmitTask"),
            effect: .refusal(code: "50429", status: 429),
            retryAfter: .seconds(2),
            count: 3
        ),
        Case(
            text: "CVGetResult:retry-after=1",
            target: .action("CVGetResult"),
            effect: .refusal(code: "50429", status: 429),
            retryAfter: .seconds(1)
        ),
        Case(
            text: "CVProcess:rate-limit-200",
            target: .action("CVProcess"),
            effect: .refusal(code: "50429", status: 200)
        ),
        Case(
            text: "CVSubmitTask:code=50413",
            target: .action("CVSubmitTask"),
            effect: .refusal(code: "50413", status: 400)
        ),
        Case(
            text: "CVSubmitTask:code=50999@503",
            target: .action("CVSubmitTask"),
            effect: .refusal(code: "50999", status: 503)
        ),
        Case(
            text: "any:flow-limit*all",
            target: .anyAction,
            effect: .refusal(code: "FlowLimitExceeded", status: nil),
            count: nil
        ),
        Case(
            text: "any:gateway=AccessDenied",
            target: .anyAction,
            effect: .refusal(code: "AccessDenied", status: nil)
        ),
        Case(
            text: "any:gateway=OverdueBalance@403",
            target: .anyAction,
            effect: .refusal(code: "OverdueBalance", status: 403)
        ),
        Case(text: "CVProcess:key-repeated", target: .action("CVProcess"), effect: .keyRepeated),
        Case(text: "CVGetResult:no-link*2", target: .action("CVGetResult"), effect: .noLink, count: 2),
        Case(
            text: "CVSubmitTask:retry-after=86400",
            target: .action("CVSubmitTask"),
            effect: .refusal(code: "50429", status: 429),
            retryAfter: .seconds(86_400)
        ),
        Case(text: "CVGetResult:error-502", target: .action("CVGetResult"), effect: .page(status: 502, .html)),
        Case(text: "CVGetResult:error-503=empty", target: .action("CVGetResult"), effect: .page(status: 503, .empty)),
        Case(text: "CVSubmitTask:reset-after", target: .action("CVSubmitTask"), effect: .resetAfter),
        Case(
            text: "CVGetResult:unknown-status=xyz*2",
            target: .action("CVGetResult"),
            effect: .taskStatus("xyz"),
            count: 2
        ),
        Case(
            text: "CVCancelTask:skew=-3600",
            target: .action("CVCancelTask"),
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
                + "CVGetResult, CVCancelTask, CreateTask, GetTask, ListTasks, DeleteTask, GenerateImages, ListModels, any, "
                + "video, mask, upload, fetch"
        ),
        (
            "Submit:busy",
            "unknown target 'Submit'; the targets are CVProcess, CVSubmitTask, CVGetResult, CVCancelTask, CreateTask, "
                + "GetTask, ListTasks, DeleteTask, GenerateImages, ListModels, any, video, mask, upload, fetch"
        ),
        ("fetch:bad", "unknown kind 'bad'; the kinds here are slow=DURATION, dead[=403|404]"),
        ("fetch:cut", "'cut' cannot happen at this target; the kinds here are slow=DURATION, dead[=403|404]"),
        ("video:slow", "write 'slow=DURATION': the response is delayed by that long"),
        ("video:slow=-1", "write 'slow=DURATION': the response is delayed by that long"),
        ("video:dead=500", "write 'dead[=403|404]': HTTP 404, or as given"),
        ("any:busy=1", "write 'busy': code 50430 with HTTP 429"),
        ("any:code=x", "write 'code=N[@HTTP]': code N, with that HTTP status if given"),
        ("any:code=50400@99", "write 'code=N[@HTTP]': code N, with that HTTP status if given"),
        ("any:busy*0", "'*0' is neither a count from 1 to 1000000 nor '*all'"),
        ("any:busy,retry-after=soon", "'soon' after retry-after= is not a whole number of seconds up to 86400"),
        ("any:cut,retry-after=1", "retry-after works only with a refusal or an error page"),
        ("any:busy,cut", "only retry-after can be added to a kind"),
    ])
    func `a wrong specification says what exists`(_ text: String, _ problem: String) {
        #expect(throws: FaultSpecificationError(description: "fault '\(text)': \(problem)")) {
            try Fault(specification: text)
        }
    }

    @Test func `a kind of one action cannot happen at another`() {
        let error = #expect(throws: FaultSpecificationError.self) {
            try Fault(specification: "CVSubmitTask:no-link")
        }
        #expect(error?.description.contains("'no-link' cannot happen at this target") == true)
    }

    @Test func `no two kinds have the same name`() {
        let names = FaultCatalog.emulator.kinds.map(\.name)
        #expect(Set(names).count == names.count)
    }

    @Test func `faults happen in order and as often as asked`() throws {
        var plan = FaultPlan([
            try Fault(specification: "CVGetResult:busy*2"), try Fault(specification: "any:cut"),
            try Fault(specification: "video:dead"),
        ])
        var taken: [String?] = []
        for target in [.action("CVSubmitTask"), .action("CVSubmitTask"), .action("CVGetResult")] as [Fault.Target] {
            taken.append(plan.take(at: target)?.text)
        }
        #expect(taken == ["any:cut", nil, "CVGetResult:busy*2"])
        #expect(plan.remaining.map(\.count) == [1, nil])
        taken = []
        for target in [.action("CVGetResult"), .action("CVGetResult"), .video, .video, .video] as [Fault.Target] {
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
        let rows = FaultCatalog.emulator.kinds.map { kind in
            let places =
                kind.actions ?? FaultKind.Place.allCases.filter { kind.places.contains($0) }.map(\.rawValue)
            let usage = kind.usage.replacing("|", with: "\\|")
            return "| `\(usage)` | \(places.joined(separator: ", ")) | \(kind.summary) |"
        }
        let table = text.split(separator: "| kind | where | what happens |\n|---|---|---|\n").last ?? ""
        #expect(table.split(separator: "\n").map(String.init) == rows)
    }
}
