package import ErrorReporting
package import InferenceKit
internal import Quantities
package import RunStore
internal import RunnerCore

/// The outcome of a row.
package struct RowResult: Sendable {
    /// How a row ended.
    package enum Status: String, Sendable, Hashable, CaseIterable {
        /// Its outputs are there.
        case succeeded
        /// It has none.
        case failed
        /// It was canceled.
        case canceled
        /// A paid submission was sent and its outcome is unknown.
        case unknown
        /// It stopped and continues with the next command.
        case interrupted
        /// Its run is recorded, and another process drives it.
        case enqueued
    }

    /// The number of the row, from 1; 0 when it is not known.
    package var number: Int
    /// The value of its column `id`.
    package var id: String?
    /// How it ended.
    package var status: Status
    /// Its run; `nil` when it has none.
    package var run: RunID?
    /// Its outputs.
    package var output: [String: JSONValue] = [:]
    /// The absolute paths of its output files.
    package var paths: [String] = []
    /// What it cost; `nil` while that is not known.
    package var price: RunPrice?
    /// Why it has no outputs.
    package var error: ErrorReport?

    /// Describes a row; each parameter is the property of the same name.
    init(number: Int, id: String?, status: Status, run: RunID? = nil) {
        self.number = number
        self.id = id
        self.status = status
        self.run = run
    }

    /// Whether the row has an end that counts, so that it belongs in the file of results.
    package var isFinal: Bool { ![.interrupted, .enqueued].contains(status) }

    /// The result as an object, as the file of results has it.
    package var json: JSONValue {
        var members: [String: JSONValue] = ["status": .string(status.rawValue)]
        if number > 0 { members["row"] = .int(number) }
        members["id"] = id.map(JSONValue.string)
        members["run"] = run.map { .string($0.description) }
        if status == .succeeded {
            members["output"] = .object(output)
            members["files"] = .array(paths.map(JSONValue.string))
            members["price_usd"] = price.map { $0.usd.map { .double(Dollars.rounded($0)) } ?? .null }
        }
        members["error"] = error?.json
        return .object(members)
    }
}

extension RowResult {
    /// Takes what is recorded of a run that has ended.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - number: The number of the row, from 1.
    ///   - id: The value of its column `id`.
    package init(recorded run: Run, number: Int = 0, id: String? = nil) {
        let status: Status =
            switch run.status {
            case .succeeded: .succeeded
            case .failed: .failed
            case .canceled: .canceled
            case .unknown: .unknown
            case .queued, .starting, .processing: .interrupted
            }
        self.init(number: number, id: id, status: status, run: run.id)
        if status == .succeeded {
            output = run.output ?? [:]
            paths = run.files.map(\.path)
            price = run.finalPrice
        } else {
            error = RunStopped(recorded: run).report
        }
    }
}
