internal import FoundationEssentials
internal import InferenceKit
internal import RunQueue
internal import RunStore
internal import RunnerPage

/// Runs as the page shows them: with their progress, their steps and what can be done about them.
struct RunViews: Sendable {
    let parts: ServerParts

    /// How many earlier runs of the model say how long a run takes.
    private static let earlierRuns = 9

    /// A line of the list.
    func summary(_ run: Run) async throws -> RunSummary {
        var earlier: [Run] = []
        if !run.status.isTerminal {
            let filter = RunFilter(
                statuses: [.succeeded],
                model: run.model.name,
                caller: run.caller,
                limit: Self.earlierRuns
            )
            earlier = try await parts.store.runs(filter)
        }
        return RunSummary(run, progress: await progress(of: run), earlier: earlier, now: Date())
    }

    /// The object of a line of the list.
    func json(_ run: Run) async throws -> JSONValue {
        var members = try await summary(run).members
        if run.status == .queued, let place = await parts.queue.place(of: run.id) {
            members["queue"] = [
                "position": .int(place.position),
                "expected_wait": place.expectedWait.map { .double(($0 * 10).rounded() / 10) } ?? .null,
            ]
        }
        return .object(members)
    }

    /// The object of a run with everything about it.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - base: The address of the server, as the client knows it.
    /// - Returns: The object.
    /// - Throws: What the store throws.
    func sheet(_ run: Run, base: String) async throws -> JSONValue {
        let steps = try await parts.store.steps(of: run.id)
        var members = RunSheet(try await summary(run), steps: steps, log: await log(of: run)).members
        members["output"] = PredictionResource(run, base: base).output
        members["files"] = .array(
            run.files.map { file in
                let name = OutputFileRoutes.name(of: file)
                return [
                    "name": .string(file.name), "file": .string(name), "size": .int(Int(file.sizeBytes)),
                    "sha256": .string(file.sha256), "content_type": .string(OutputFileRoutes.contentType(file.path)),
                    "url": .string("\(base)/v1/predictions/\(run.id)/files/\(name)"),
                    "is_there": .bool(FileManager.default.fileExists(atPath: file.path)),
                ]
            }
        )
        return .object(members)
    }

    private func progress(of run: Run) async -> ProgressUpdate? {
        guard !run.status.isTerminal, let history = await parts.queue.history(of: run.id) else { return nil }
        for entry in history.entries(after: 0).entries.reversed() {
            if case .progress(let update) = entry.event { return update }
        }
        return nil
    }

    private func log(of run: Run) async -> [String] {
        guard !run.status.isTerminal, let history = await parts.queue.history(of: run.id) else { return run.log }
        let lines = history.entries(after: 0).entries.compactMap { entry -> String? in
            if case .log(let text) = entry.event { text } else { nil }
        }
        return lines.isEmpty ? run.log : lines
    }
}
