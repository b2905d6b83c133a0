internal import Addresses
internal import ErrorReporting
internal import InferenceKit
internal import ModelInputs
internal import ModelManifest
internal import ModelOutputs
internal import ModelSupply
internal import RunStore
internal import ServiceAccess
internal import Spending

extension PreparedRun {
    /// Checks that the model returned exactly the declared outputs, and gives the files their final names.
    ///
    /// The names are recorded first, so that a run that is killed in between can recognize its files.
    ///
    /// - Parameters:
    ///   - output: What the model returned.
    ///   - taskID: The service's id of the work.
    ///   - usage: What the service charges for, as far as the model has reported it.
    ///   - recorder: Records the names.
    ///   - watch: Called with warnings.
    /// - Returns: The result.
    /// - Throws: ``RunnerError``, or `RunStoreError` when the names cannot be recorded.
    func complete(
        _ output: [String: JSONValue],
        taskID: String?,
        usage: ServiceUsage? = nil,
        recorder: RunRecorder?,
        watch: (RunUpdate) -> Void
    ) async throws -> RunResult {
        do {
            let used = try usedTargets(output)
            var whole: [OutputPlan.WholeFile] = []
            for target in used {
                let file = try outputs.inspect(target)
                if let warning = file.warning { watch(.warning(warning)) }
                whole.append(file)
            }
            var naming = Naming(output: output, files: [])
            for (target, file) in zip(used, whole) { try naming.add(file, target.path) }
            if !whole.isEmpty {
                recorder?.faults?.reach(.beforeCompleting)
                try await recorder?.record(naming.change)
                recorder?.faults?.reach(.afterCompleting)
            }
            var paths: [String] = []
            for (index, target) in used.enumerated() {
                let path = try await outputs.name(target, checked: whole[index].opened) { path in
                    naming.set(path, at: index)
                    try await recorder?.record(naming.change)
                } hasLinked: {
                    recorder?.faults?.reach(.afterLink)
                }
                naming.set(path, at: index)
                paths.append(path)
            }
            outputs.removeUnused(besides: used)
            return result(naming, paths, taskID: taskID, usage: usage)
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
        guard let output = past.output, !past.files.isEmpty else { return nil }
        var naming = Naming(output: output, files: past.files)
        var used: [OutputPlan.Target] = []
        var rest: [(Int, OutputPlan.Target)] = []
        for (index, file) in past.files.enumerated() {
            guard let target = outputs.targets.first(where: { $0.name == file.name }) else { return nil }
            used.append(target)
            switch outputs.whereabouts(of: target, file) {
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
        outputs.removeUnused(besides: used)
        return result(naming, naming.files.map(\.path), taskID: past.taskID, usage: nil)
    }

    /// The places of the files that the model returned; checks that it returned exactly the declared outputs.
    ///
    /// - Throws: ``RunnerError`` with `model-failed`.
    private func usedTargets(_ output: [String: JSONValue]) throws(RunnerError) -> [OutputPlan.Target] {
        let declared = model.manifest.outputs
        if let unknown = output.keys.sorted().first(where: { name in !declared.contains { $0.name == name } }) {
            throw undeclared("returns '\(unknown)', which its manifest does not declare as an output")
        }
        var used: [OutputPlan.Target] = []
        for declaration in declared {
            let name = declaration.name
            guard let value = output[name], value != .null else {
                guard declaration.isRequired else { continue }
                throw undeclared("does not return the output '\(name)' that its manifest declares")
            }
            guard declaration.type.isFile else { continue }
            let targets = outputs.targets.filter { $0.declaration.name == name }
            guard let bounds = declaration.many else {
                guard targets.allSatisfy({ value["path"]?.string == $0.partialPath }) else {
                    throw undeclared("returns another file as '\(name)' than 'context.path(for: \"\(name)\")'")
                }
                used += targets
                continue
            }
            let files = value.array ?? []
            let broken = bounds.violation(of: files.count)
            guard value.array != nil, broken?.isRecommendation != false, files.count <= targets.count else {
                throw undeclared("returns \(files.count) files as '\(name)', which its manifest does not allow")
            }
            for (file, target) in zip(files, targets) {
                guard file["path"]?.string == target.partialPath else {
                    throw undeclared(
                        "returns another file in '\(name)' than 'context.path(for: context.name(of: \"\(name)\", at: INDEX))'"
                    )
                }
                used.append(target)
            }
        }
        return used
    }

    private func result(_ naming: Naming, _ paths: [String], taskID: String?, usage: ServiceUsage?) -> RunResult {
        let seconds = naming.files.compactMap { Self.length(of: naming.output.file($0.name)) }.first
        return RunResult(
            output: naming.output,
            files: naming.files,
            paths: paths,
            price: RunPrice(
                model.manifest.pricing,
                seconds: seconds,
                inputs: inputs.compactMapValues(ScalarValue.init(json:)),
                usage: usage,
                isCharged: service.isCharged && estimate != .free
            ),
            taskID: taskID
        )
    }

    /// The length of a recorded file in seconds, as far as it is known.
    ///
    /// - Parameter file: The file as inputs and outputs are recorded.
    /// - Returns: The length.
    static func length(of file: JSONValue?) -> Double? {
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
        output.set(try file.json(), asFile: file.name)
    }

    mutating func set(_ path: String, at index: Int) {
        files[index].path = FilePath.absolute(path)
        output.set(path: FilePath.absolute(path), ofFile: files[index].name)
    }
}
