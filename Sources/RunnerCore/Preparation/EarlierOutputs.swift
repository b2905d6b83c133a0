internal import ErrorReporting
internal import InferenceKit
internal import ModelInputs
internal import ModelManifest
internal import ModelOutputs
internal import RunStore

/// Finds output files of earlier runs that inputs name as `@run:RUN/OUTPUT`.
struct EarlierOutputs {
    /// Where runs are recorded; `nil` when nothing is.
    let store: (any RunDatabase)?
    /// Whose runs can be named.
    let caller: Caller

    /// Puts files in place of the references among the inputs.
    ///
    /// - Parameters:
    ///   - given: The inputs as they were given.
    ///   - manifest: Says which inputs are files.
    /// - Returns: The inputs, and why some references lead to no file.
    func resolve(
        _ given: GivenInputs,
        _ manifest: Manifest
    ) async -> (inputs: GivenInputs, violations: [InputViolation]) {
        var inputs = given
        var violations: [InputViolation] = []
        for declaration in manifest.inputs where declaration.type.isFile {
            guard let value = given.values[declaration.name], value.elements.contains(where: { $0.reference != nil })
            else { continue }
            var elements: [GivenInputs.Value] = []
            for element in value.elements {
                guard let reference = element.reference else {
                    elements.append(element)
                    continue
                }
                do throws(InputViolation) {
                    elements.append(.output(try await output(reference, declaration.name)))
                } catch {
                    violations.append(error)
                }
            }
            let isOne = value.elements.count == 1 && declaration.many == nil
            inputs.set(declaration.name, isOne ? elements.first ?? value : .list(elements))
        }
        return (inputs, violations)
    }

    private func output(_ reference: String, _ input: String) async throws(InputViolation) -> EarlierOutput {
        let refuse = { (message: String, help: String) in
            InputViolation(input: input, message: message, help: help)
        }
        let parts = reference.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let store else {
            throw refuse("'@run:\(reference)' refers to a run, but no runs are recorded here", "give the file itself")
        }
        let run: Run
        do {
            run = try await store.run(named: parts[0])
        } catch {
            throw refuse("'@run:\(reference)': \(error.message)", error.help ?? "'runner runs' lists the runs")
        }
        guard caller == .local || run.caller == caller.recorded else {
            throw refuse("'@run:\(reference)': there is no run '\(parts[0])'", "use a run of your own")
        }
        guard run.status == .succeeded else {
            throw refuse(
                "the run '\(run.id.short)' has not succeeded: it is '\(run.status.rawValue)'",
                "continue it first: runner runs resume \(run.id.short)"
            )
        }
        let names = run.files.map(\.name)
        let wanted = parts.count == 2 ? parts[1] : ""
        let isOnly = wanted.isEmpty && Set(names.map(CheckedInputs.input(ofFile:))).count == 1
        let file = run.files.first { file in
            isOnly || file.name == wanted || file.name == CheckedInputs.name(of: wanted, at: 0)
        }
        guard let file else {
            let known = names.map { "@run:\(run.id.short)/\($0)" }.joined(separator: ", ")
            throw refuse(
                wanted.isEmpty
                    ? "'@run:\(reference)' does not say which output"
                    : "the run '\(run.id.short)' has no output file '\(wanted)'",
                names.isEmpty ? "it has no output files" : "its output files: \(known)"
            )
        }
        if let problem = FileProblem(file.path) {
            throw refuse("'@run:\(reference)': \(problem.message("'\(file.path)'"))", "check whether it was moved")
        }
        guard file.isUnchanged else {
            throw refuse(
                "'\(file.path)' has changed since the run '\(run.id.short)' made it",
                "give the file's path to use it in its current state"
            )
        }
        return EarlierOutput(reference: "@run:\(run.id)/\(file.name)", path: file.path)
    }
}

extension GivenInputs.Value {
    /// The text after `@run:`; `nil` for every other value.
    fileprivate var reference: String? {
        let text: String? =
            switch self {
            case .text(let text): text
            case .json(let json): json.string
            default: nil
            }
        guard let text, text.hasPrefix(Self.mark) else { return nil }
        return String(text.dropFirst(Self.mark.count))
    }

    private static let mark = "@run:"
}
