internal import Addresses
internal import ErrorReporting
internal import InferenceKit
internal import ModelInputs
internal import ModelManifest
internal import ModelSupply
internal import RunStore
internal import ServiceAccess

extension PreparedRun {
    /// Checks that the model returned exactly the declared outputs, and gives the files their final names.
    ///
    /// The names are recorded first, so that a run that is killed in between can recognize its files.
    ///
    /// - Parameters:
    ///   - output: What the model returned.
    ///   - taskID: The service's name for the work.
    ///   - recorder: Records the names.
    ///   - watch: Called with warnings.
    /// - Returns: The result.
    /// - Throws: ``RunnerError``, or `RunStoreError` when the names cannot be recorded.
    func complete(
        _ output: [String: JSONValue],
        taskID: String?,
        recorder: RunRecorder?,
        watch: (RunUpdate) -> Void
    ) async throws -> RunResult {
        do {
            let declared = model.manifest.outputs.map(\.name)
            if let missing = declared.first(where: { output[$0] ?? .null == .null }) {
                throw undeclared("does not return the output '\(missing)' that its manifest declares")
            }
            if let unknown = output.keys.sorted().first(where: { !declared.contains($0) }) {
                throw undeclared("returns '\(unknown)', which its manifest does not declare as an output")
            }
            var whole: [OutputPlan.WholeFile] = []
            for target in outputs.targets {
                let name = target.declaration.name
                guard output[name]?["path"]?.string == target.partialPath else {
                    throw undeclared("returns another file as '\(name)' than 'context.path(for: \"\(name)\")'")
                }
                let file = try outputs.inspect(target)
                if let warning = file.warning { watch(.warning(warning)) }
                whole.append(file)
            }
            var naming = Naming(output: output, files: [])
            for (target, file) in zip(outputs.targets, whole) { try naming.add(file, target.path) }
            if !whole.isEmpty {
                recorder?.faults?.reach(.beforeCompleting)
                try await recorder?.record(naming.change)
                recorder?.faults?.reach(.afterCompleting)
            }
            var paths: [String] = []
            for (index, target) in outputs.targets.enumerated() {
                let path = try await outputs.name(target, checked: whole[index].opened) { path in
                    naming.set(path, at: index)
                    try await recorder?.record(naming.change)
                } hasLinked: {
                    recorder?.faults?.reach(.afterLink)
                }
                naming.set(path, at: index)
                paths.append(path)
            }
            return result(naming, paths, taskID: taskID)
        } catch var error as RunnerError {
            error.taskID = taskID
            throw error
        } catch let error as RunStoreError {
            throw RunnerError(error, taskID: taskID)
        }
    }

    /// Finishes a run that was interrupted while its output files were renamed.
    ///
    /// - Parameter recorder: Records the names.
    /// - Returns: The result, or `nil` when a file is missing and the model has to make it again.
    /// - Throws: ``RunnerError`` with `cannot-write`, or `RunStoreError`.
    func completed(_ recorder: RunRecorder?) async throws -> RunResult? {
        guard let output = past.output, !past.files.isEmpty, past.files.count == outputs.targets.count else {
            return nil
        }
        var naming = Naming(output: output, files: past.files)
        var rest: [(Int, OutputPlan.Target)] = []
        for (index, target) in outputs.targets.enumerated() {
            guard past.files[index].name == target.declaration.name else { return nil }
            switch outputs.whereabouts(of: target, past.files[index]) {
            case .named: continue
            case .partial: rest.append((index, target))
            case .gone: return nil
            }
        }
        for (index, target) in rest {
            naming.set(target.path, at: index)
            try await recorder?.record(naming.change)
            let path = try await outputs.name(target) { path in
                naming.set(path, at: index)
                try await recorder?.record(naming.change)
            }
            naming.set(path, at: index)
        }
        return result(naming, naming.files.map(\.path), taskID: past.taskID)
    }

    private func result(_ naming: Naming, _ paths: [String], taskID: String?) -> RunResult {
        let seconds = outputs.targets.compactMap { length(of: naming.output[$0.declaration.name]) }.first
        return RunResult(
            output: naming.output,
            files: naming.files,
            paths: paths,
            price: RunPrice(
                model.manifest.pricing,
                seconds: seconds,
                isCharged: service.isCharged && estimate != .free
            ),
            taskID: taskID
        )
    }

    private func length(of file: JSONValue?) -> Double? {
        switch file?["seconds"] {
        case .double(let number): number
        case .int(let number): Double(number)
        default: nil
        }
    }

    private func undeclared(_ what: String) -> RunnerError {
        RunnerError(
            .modelFailed,
            "the model in '\(model.path)' \(what)",
            help: "make the properties of 'Inference.Output' match 'outputs' in inf.yml"
        )
    }
}

/// Outputs whose files are about to get their final names.
private struct Naming {
    var output: [String: JSONValue]
    var files: [RunFile]

    /// What to record before a file is renamed: absolute paths.
    var change: RunChange { .completing(output: output, files: files) }

    mutating func add(_ whole: OutputPlan.WholeFile, _ path: String) throws {
        var file = whole.file
        file.path = FilePath.absolute(path)
        files.append(whole.named(FilePath.absolute(path)))
        output[file.name] = try file.json()
    }

    mutating func set(_ path: String, at index: Int) {
        files[index].path = FilePath.absolute(path)
        guard case .object(var members) = output[files[index].name] else { return }
        members["path"] = .string(FilePath.absolute(path))
        output[files[index].name] = .object(members)
    }
}
