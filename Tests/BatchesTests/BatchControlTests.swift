import ErrorReporting
import RunnerCore
import Synchronization
import TestSupport
import Testing

@testable import Batches

struct BatchControlTests {
    /// A row that was refused in a way that hits every other row.
    private static var refused: RowResult {
        var result = RowResult(number: 9, id: nil, status: .failed)
        result.error = RunnerError(.configuration, "the account is overdue").report
        return result
    }

    /// A signal, and whether it was sent.
    private func signal() -> (signal: StopSignal, isSent: () -> Bool) {
        let (signal, sent) = (StopSignal(), Flag())
        signal.listen { _ in sent.isSet.store(true, ordering: .relaxed) }
        return (signal, { sent.isSet.load(ordering: .relaxed) })
    }

    private final class Flag: Sendable {
        let isSet = Atomic(false)
    }

    @Test func `what is paid is fetched although nothing more is submitted`() {
        let control = BatchControl()
        let rows = (0..<4).map { _ in signal() }
        control.begin(0, rows[0].signal, isPaid: true)
        control.begin(1, rows[1].signal, isPaid: false)
        control.begin(2, rows[2].signal, isPaid: false)
        control.notePayment(2)
        #expect(control.note(Self.refused) != nil)
        #expect(rows.map { $0.isSent() } == [false, true, false, false])
        #expect(control.mayBegin(isPaid: true) && !control.mayBegin(isPaid: false))
        control.begin(3, rows[3].signal, isPaid: true)
        #expect(!rows[3].isSent())
        // The user's wish reaches all of them.
        control.send(.stop)
        #expect(rows.map { $0.isSent() } == [true, true, true, true])
        #expect(!control.mayBegin(isPaid: true))
    }

    @Test func `a directory that cannot be created is named`() throws {
        let directory = try TestDirectory()
        try directory.write("file", "no directory")
        let error = #expect(throws: RunnerError.self) { try OutputPlaces.create(for: "\(directory.path)/file/a/b.mp4") }
        #expect(error?.code == .cannotWrite && error?.message.contains("/file/a'") == true)
    }
}
