import RunStore
import Testing

struct RunStatusTests {
    @Test func `a run is open, ended or of unknown outcome`() {
        #expect(RunStatus.open == [.queued, .starting, .processing])
        #expect(RunStatus.ended == [.succeeded, .failed, .canceled])
        #expect(RunStatus.open.union(RunStatus.ended).union([.unknown]) == Set(RunStatus.allCases))
    }
}
