internal import BatchFiles
internal import ErrorReporting
internal import FoundationEssentials
internal import InferenceKit
internal import ModelInputs
internal import ModelManifest
package import ModelSupply
package import RunStore
package import RunnerCore
internal import ServiceAccess
internal import Spending

/// Checks every row of a batch before the first is paid for, and finds out which are done.
///
/// First the inputs of all rows are checked, which reads of a file only what its check needs: a mistake anywhere is reported in seconds. Then the files
/// are hashed, each once, to find the rows whose results are there; what is left is checked for its price and its output.
package struct BatchPlanner: Sendable {
    private let request: BatchRequest
    private let registry: Registry
    private let installation: Installation
    private let store: (any RunDatabase)?
    private let memory = PreparationMemory()

    /// Prepares to check a batch.
    ///
    /// - Parameters:
    ///   - request: What was asked for.
    ///   - registry: Where models are looked for.
    ///   - installation: Where programs, caches and compilers are.
    ///   - store: Where runs are recorded; `nil` when nothing was ever recorded.
    package init(_ request: BatchRequest, registry: Registry, installation: Installation, store: (any RunDatabase)?) {
        self.request = request
        self.registry = registry
        self.installation = installation
        self.store = store
    }

    /// Checks everything.
    ///
    /// - Parameters:
    ///   - width: How many rows are checked at a time.
    ///   - watch: Called with what is being done.
    /// - Returns: What is to be done.
    /// - Throws: `RowFindings` with everything that is wrong with the rows; `RunnerError`; `RunStoreError`.
    package func plan(
        width: Int = ProcessInfo.processInfo.activeProcessorCount,
        watch: @Sendable (RunUpdate) -> Void = { _ in }
    ) async throws -> BatchPlan {
        let preparation = Preparation(registry: registry, installation: installation, store: store, memory: memory)
        let model =
            switch request.model {
            case .named(let name): try registry.model(name)
            case .directory(let directory): directory
            }
        let home = installation.environment["HOME"]
        let requests = try RowRequests(request, model, home: home)
        let report = RowReport(requests: requests)
        let places = OutputPlaces()
        // The model is compared with its lock and the service asked once, before many rows want to know.
        var first = PredictionRequest(model: .directory(model), inputs: request.constants)
        first.service = request.service
        let service = try await preparation.examine(first).service
        let name = try BatchName(
            stem: request.name ?? request.file.stem,
            source: request.name.map { "name \($0)" } ?? "file \(request.file.path)",
            model: model.manifest.fullName,
            service: service
        )

        watch(.progress(ProgressUpdate("checking \(request.file.count) rows")))
        try await checkInputs(requests, preparation, report, places, width)
        watch(.progress(ProgressUpdate("reading the files of \(request.file.count) rows")))
        var plan = BatchPlan(
            name: name,
            model: model,
            file: request.file,
            rows: [],
            isCharged: service.isCharged,
            requests: requests,
            modelKey: try RunKeys.key(of: model)
        )
        let assessed = try await assess(requests, preparation, places, width)
        plan.warnings = Self.warnings(assessed.map(\.warnings))
        try await take(assessed, into: &plan, report)
        return plan
    }
}

// MARK: - The two passes

extension BatchPlanner {
    /// What the second pass keeps of a row.
    private struct Assessed: Sendable {
        var fingerprint: String
        var estimate: CostEstimate
        var problems: [any Error]
        var warnings: [String]
        var place: String?
    }

    /// Checks the inputs of all rows, and the names of their outputs.
    private func checkInputs(
        _ requests: RowRequests,
        _ preparation: Preparation,
        _ report: RowReport,
        _ places: OutputPlaces,
        _ width: Int
    ) async throws {
        let work = RowWork(count: request.file.count, width: width)
        let checked = try await work.results { index -> (findings: [RowFinding], place: String?)? in
            var findings: [RowFinding] = []
            var place: String?
            do throws(RowFinding) {
                place = try requests.output(index)
            } catch {
                findings.append(error)
            }
            let prediction = requests.request(index, output: place)
            let examined = try await preparation.examine(checkable(prediction, index, places))
            // Everything else that is wrong with such a row belongs to the same answer.
            let problems = examined.problems.isEmpty ? [] : try preparation.assess(examined).problems
            return (findings + report.findings(index, problems), place)
        }
        let outputs = checked.compactMap { index, row in row.place.map { (index, $0) } }
        var findings = checked.flatMap { $0.1.findings }
        findings += OutputPlaces.collisions(outputs, request.file, requests.template?.columns ?? [])
        guard findings.isEmpty else { throw refusal(findings, report) }
    }

    /// Hashes the files of all rows, and finds out what a new run of each would cost.
    private func assess(
        _ requests: RowRequests,
        _ preparation: Preparation,
        _ places: OutputPlaces,
        _ width: Int
    ) async throws -> [Assessed] {
        let work = RowWork(count: request.file.count, width: width)
        return try await work.results { index in
            let prediction = requests.request(index, output: try requests.output(index))
            let examined = try await preparation.examine(checkable(prediction, index, places))
            let assessment = try preparation.assess(examined)
            return Assessed(
                fingerprint: assessment.fingerprint ?? "",
                estimate: assessment.estimate,
                problems: assessment.problems,
                warnings: examined.inputs.warnings,
                place: prediction.output
            )
        }.map(\.1)
    }

    private func checkable(
        _ prediction: PredictionRequest,
        _ index: Int,
        _ places: OutputPlaces
    ) -> PredictionRequest {
        var prediction = prediction
        prediction.output = prediction.output.map { places.checkable($0, index) }
        return prediction
    }

    private func refusal(_ findings: [RowFinding], _ report: RowReport) -> RowFindings {
        let sorted = findings.enumerated().sorted {
            ($0.element.row ?? 0, $0.offset) < ($1.element.row ?? 0, $1.offset)
        }
        return RowFindings(file: request.file.name, findings: RowReport.merged(sorted.map(\.element)))
    }

    /// Words that several rows have in common are said once.
    private static func warnings(_ rows: [[String]]) -> [String] {
        var counts: [String: Int] = [:]
        var order: [String] = []
        for warning in rows.joined() {
            if counts[warning] == nil { order.append(warning) }
            counts[warning, default: 0] += 1
        }
        return order.map { warning in
            let count = counts[warning] ?? 1
            return count == 1 ? warning : "\(warning) (\(count) rows)"
        }
    }
}

// MARK: - What is done already

extension BatchPlanner {
    private func take(_ assessed: [Assessed], into plan: inout BatchPlan, _ report: RowReport) async throws {
        var occurrences: [String: Int] = [:]
        plan.rows = assessed.map { row in
            let occurrence = occurrences[row.fingerprint, default: 0]
            occurrences[row.fingerprint] = occurrence + 1
            return BatchPlan.Row(
                key: RowKey(fingerprint: row.fingerprint, occurrence: occurrence),
                fingerprint: row.fingerprint,
                estimate: row.estimate
            )
        }
        let recorded = try await RecordedRows(plan.name, store)
        var findings: [RowFinding] = []
        for index in plan.rows.indices {
            let standing = recorded.standing(
                of: plan.rows[index].key,
                in: plan.name,
                place: assessed[index].place,
                retries: request.retriesFailed
            )
            plan.rows[index].task = standing.task
            plan.rows[index].attempt = standing.attempt
            plan.rows[index].lost = standing.lost
            plan.rows[index].isPaid = standing.task == .open && recorded.isPaid(plan.runName(index))
            guard standing.task == .new else { continue }
            findings += report.findings(index, assessed[index].problems)
        }
        guard findings.isEmpty else { throw refusal(findings, report) }
        choose(&plan, recorded)
    }

    /// Chooses the rows to run: what has begun comes first.
    private func choose(_ plan: inout BatchPlan, _ recorded: RecordedRows) {
        let open = plan.rows.indices.filter { [.open, .moved].contains(plan.rows[$0].task) }
        let new = plan.rows.indices.filter { plan.rows[$0].task == .new }
        plan.chosen = Array((open + new).prefix(request.limit ?? Int.max))
        for index in plan.chosen {
            let row = plan.rows[index]
            switch row.task {
            case .new: plan.price.add(plan.isCharged ? row.estimate : .free)
            case .open: plan.price.add(recorded.rest(of: plan.runName(index)))
            case .moved, .done, .failed: break
            }
        }
    }
}
