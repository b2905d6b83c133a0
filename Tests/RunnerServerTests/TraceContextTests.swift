import Testing

@testable import RunnerServer

struct TraceContextTests {
    private static let trace = "0af7651916cd43dd8448eb211c80319c"

    @Test(arguments: [
        ("00-\(trace)-b7ad6b7169203331-01", true), ("00-\(trace)-b7ad6b7169203331-00", true),
        ("01-\(trace)-b7ad6b7169203331-01-later", true), ("00-\(trace)-b7ad6b7169203331-01-later", false),
        ("ff-\(trace)-b7ad6b7169203331-01", false), ("00-\(trace)-0000000000000000-01", false),
        ("00-00000000000000000000000000000000-b7ad6b7169203331-01", false), ("", false), ("00", false),
        ("00-\(trace.uppercased())-b7ad6b7169203331-01", false), ("00-\(trace)-b7ad6b7169203331", false),
    ])
    func `a trace is passed on when it has the form of one`(field: String, isTrace: Bool) {
        let context = TraceContext(field)
        #expect((context != nil) == isTrace)
        if let context {
            #expect(context.traceID == Self.trace)
            #expect(context.traceparent == field.split(separator: "-").prefix(4).joined(separator: "-"))
        }
        #expect(TraceContext(nil) == nil)
    }
}
