import Foundation
import RunStore
import Testing

struct ChargeTests {
    private static let open: [RunStatus] = [.queued, .starting, .processing]
    private static let ended: [RunStatus] = [.succeeded, .failed, .canceled]

    /// What is known about a run, and the state of its charge.
    struct Case: Sendable, CustomTestStringConvertible {
        var status: RunStatus
        var isPaid = false
        var mayBePaid = false
        var price: RunPrice?
        var state: Charge.State?
        var testDescription: String {
            "\(status), paid \(isPaid), may be paid \(mayBePaid), price \(String(describing: price))"
        }
    }

    @Test(
        arguments: open.flatMap {
            [
                Case(status: $0, state: .reserved), Case(status: $0, mayBePaid: true, state: .reserved),
                Case(status: $0, isPaid: true, mayBePaid: true, state: .paid),
            ]
        }
            + ended.flatMap {
                [
                    Case(status: $0, state: nil), Case(status: $0, mayBePaid: true, state: .undecided),
                    Case(status: $0, isPaid: true, mayBePaid: true, state: .paid),
                ]
            }
            + [
                Case(status: .unknown, state: .undecided), Case(status: .unknown, mayBePaid: true, state: .undecided),
                Case(status: .unknown, isPaid: true, mayBePaid: true, state: .paid),
                Case(status: .succeeded, price: .usd(0.01), state: .paid),
                Case(status: .succeeded, price: .usd(0), state: nil),
                Case(status: .succeeded, price: .unknown, state: nil),
                Case(status: .succeeded, isPaid: true, mayBePaid: true, price: .usd(0), state: .paid),
            ]
    )
    func `a run is charged with what it may have cost`(given: Case) throws {
        let time = Date(timeIntervalSince1970: 1_000)
        let facts = Charge.Facts(
            isCharged: true,
            status: given.status,
            isPaid: given.isPaid,
            mayBePaid: given.mayBePaid,
            estimate: .usd(2),
            price: given.price
        )
        let charge = Charge.charge(for: facts, after: nil, at: time)
        #expect(charge?.state == given.state)
        guard let charge else { return }
        #expect(charge.time == time)
        #expect(charge.amount == .usd(given.price?.usd ?? 2))
        #expect(charge.isEstimate == (given.price?.usd == nil))
        var free = facts
        free.isCharged = false
        #expect(Charge.charge(for: free, after: nil, at: time) == nil)
    }

    @Test func `an unknown estimate stays unknown until there is a price`() {
        var facts = Charge.Facts(
            isCharged: true,
            status: .processing,
            isPaid: true,
            mayBePaid: true,
            estimate: .unknown,
            price: nil
        )
        #expect(Charge.charge(for: facts, after: nil, at: .distantPast)?.amount == .unknown)
        facts.price = .unknown
        #expect(Charge.charge(for: facts, after: nil, at: .distantPast)?.amount == .unknown)
        facts.price = .usd(3)
        #expect(Charge.charge(for: facts, after: nil, at: .distantPast)?.amount == .usd(3))
    }

    @Test(
        arguments: [
            (Charge.State.reserved, false, nil), (.reserved, true, .undecided), (.paid, false, .paid),
            (.paid, true, .paid),
            (.undecided, false, .undecided), (.undecided, true, .undecided),
        ] as [(Charge.State, Bool, Charge.State?)]
    )
    func `what was or may have been paid stays when the run is removed or is not charged any more`(
        state: Charge.State,
        mayBePaid: Bool,
        rest: Charge.State?
    ) {
        let time = Date(timeIntervalSince1970: 1_000)
        let charge = Charge(state: state, amount: .usd(1), isEstimate: true, time: time)
        var expected = charge
        expected.state = rest ?? state
        #expect(charge.afterRemoval(mayBePaid: mayBePaid) == (rest == nil ? nil : expected))
        let facts = Charge.Facts(
            isCharged: false,
            status: .processing,
            isPaid: state == .paid,
            mayBePaid: mayBePaid,
            estimate: .usd(9),
            price: nil
        )
        #expect(Charge.charge(for: facts, after: charge, at: .distantFuture) == (rest == nil ? nil : expected))
    }

    @Test(arguments: [
        (Charge.State.reserved, 50.0, false, 0.0), (.reserved, 50, true, 50), (.reserved, -50, true, 0),
        (.undecided, 50, true, 50), (.paid, 50, true, 0),
    ])
    func `a charge has the time at which the paid step began`(
        state: Charge.State,
        now: Double,
        isAboutToPay: Bool,
        time: Double
    ) {
        let charge = Charge(state: state, amount: .usd(1), isEstimate: true, time: Date(timeIntervalSince1970: 0))
        let facts = Charge.Facts(
            isCharged: true,
            status: .processing,
            isPaid: state == .paid,
            mayBePaid: true,
            estimate: .usd(1),
            price: nil
        )
        let next = Charge.charge(
            for: facts,
            after: charge,
            at: Date(timeIntervalSince1970: now),
            isAboutToPay: isAboutToPay
        )
        #expect(next?.time == Date(timeIntervalSince1970: time))
    }

    private func group(
        _ state: Charge.State,
        count: Int = 1,
        usd: Double = 0,
        isEstimate: Bool = true,
        isKnown: Bool = true
    ) -> ChargeGroup {
        ChargeGroup(
            key: nil,
            state: state,
            isEstimate: isEstimate,
            isKnown: isKnown,
            count: count,
            usd: usd,
            run: RunID(milliseconds: Int64(count), random: 0)
        )
    }

    @Test func `only paid charges are costs, and all count in a budget`() {
        let groups = [
            group(.reserved, count: 1, usd: 1), group(.paid, count: 2, usd: 2, isEstimate: false),
            group(.paid, count: 3, usd: 4), group(.undecided, count: 4, usd: 8),
        ]
        var cost = RunCost(key: "k", paidRuns: 5, usd: 6, estimatedRuns: 3, unknownRuns: 0)
        (cost.undecidedRuns, cost.undecidedUSD) = (4, 8)
        #expect(RunCost(key: "k", groups) == cost)
        #expect(BudgetUse(groups) == BudgetUse(usd: 15))
        #expect(RunCost([group(.reserved, usd: 1)]).isEmpty)
        #expect(!RunCost([group(.undecided, usd: 1)]).isEmpty && !RunCost([group(.paid, usd: 1)]).isEmpty)
    }

    @Test(arguments: Charge.State.allCases)
    func `an unknown amount is never nothing`(state: Charge.State) {
        let unknown = [group(state, count: 7, isKnown: false), group(state, count: 3, isKnown: false)]
        for groups in [unknown + [group(state, usd: 1)], [group(state, usd: 1)] + unknown] {
            #expect(BudgetUse(groups).unknownRun == RunID(milliseconds: 3, random: 0))
            let cost = RunCost(groups)
            #expect(cost.unknownRuns == (state == .paid ? 10 : 0))
            #expect(cost.undecidedUSD == (state == .undecided ? nil : 0))
        }
    }
}
