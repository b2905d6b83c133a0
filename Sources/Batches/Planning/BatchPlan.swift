package import BatchFiles
package import ErrorReporting
package import ModelSupply
internal import RunStore
package import Spending

/// All rows of a batch, checked, with what is to be done about each: nothing was sent yet.
package struct BatchPlan: Sendable {
    /// What is known about a row.
    package struct Row: Sendable {
        /// What is to be done about it.
        package enum Task: Sendable, Hashable {
            /// It has no run yet, or gets another one.
            case new
            /// Its run has not ended, or its outcome is unknown; it continues.
            case open
            /// Its run has succeeded; its output files go to another place, or are missing.
            case moved
            /// Its run has succeeded.
            case done
            /// Its run has failed or was canceled, and it does not run again.
            case failed
        }

        /// What distinguishes it from other rows.
        package let key: RowKey
        /// The fingerprint of its inputs.
        let fingerprint: String
        /// What a new run costs.
        package let estimate: CostEstimate
        /// What is to be done about it.
        package internal(set) var task = Task.new
        /// How many runs it had before the one that counts, plus 1.
        var attempt = 1
        /// Whether its run has paid for a result that is still to be fetched.
        var isPaid = false
        /// An earlier run whose emulator has ended, so that it cannot continue.
        var lost: RunID?
    }

    /// The name of the batch.
    package let name: BatchName
    /// The model.
    package let model: ModelDirectory
    /// The file.
    package let file: RowFile
    /// The rows, in the order of the file.
    package internal(set) var rows: [Row]
    /// The rows that are run, by their numbers from 0: those that continue come first.
    package internal(set) var chosen: [Int] = []
    /// What the chosen rows cost together.
    package internal(set) var price = SeriesPrice()
    /// Whether the service charges.
    package let isCharged: Bool
    /// What is allowed but may be surprising; the same words of several rows are here once.
    package internal(set) var warnings: [String] = []
    let requests: RowRequests
    /// The content key of the model's code when the rows were checked.
    let modelKey: String

    /// How many rows have a task.
    package func count(_ task: Row.Task) -> Int { rows.count { $0.task == task } }

    /// What all chosen rows cost, to be compared with the limits and agreed to once.
    ///
    /// - Parameter environment: The environment, with the limit of the day.
    /// - Returns: What is to be paid.
    /// - Throws: `RunnerError` with `configuration` for a limit that is not an amount.
    package func purchase(_ environment: [String: String]) throws(RunnerError) -> Purchase {
        Purchase(
            model: model,
            price: .series(price),
            limit: try SpendingLimit(perRun: requests.batch.maxCost, environment: environment)
        )
    }

    /// The name of the run of a row.
    ///
    /// - Parameter index: The number of the row, from 0.
    /// - Returns: The name that the batch gives it.
    func runName(_ index: Int) -> String {
        name.runName(of: rows[index].key, attempt: rows[index].attempt)
    }
}
