internal import FoundationEssentials
internal import ModelOutputs
internal import RunStore
internal import ServiceAccess
internal import Spending

extension Run {
    /// Describes a prepared run for the record.
    ///
    /// - Parameters:
    ///   - prepared: The run.
    ///   - identity: What it was asked for.
    ///   - time: Now.
    init(_ prepared: PreparedRun, _ identity: RunIdentity, at time: Date) {
        self.init(
            id: RunID(
                milliseconds: Int64(time.timeIntervalSince1970 * 1_000),
                random: UInt32.random(in: .min ... .max)
            ),
            model: identity.model,
            input: identity.input,
            places: prepared.outputs.places,
            replacesFiles: prepared.outputs.replaces,
            service: prepared.service.record,
            timeout: prepared.timeout,
            // Without permission to pay, no paid step begins.
            estimate: prepared.service.isCharged && !prepared.mayPay ? .usd(0) : prepared.estimate.price,
            created: time
        )
        caller = identity.caller
        callerName = identity.name
        label = identity.label
        isEnqueued = prepared.request?.isEnqueued == true
        serverLimit = prepared.limit.allowance?.perDayForAll
        deadline = prepared.request?.life.map { time.addingTimeInterval($0 / .seconds(1)) }
    }
}
