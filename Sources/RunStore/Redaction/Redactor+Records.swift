package import InferenceKit

// Redacts the parts of a run field by field. Names of runs, content keys and digests stay as they are.

extension Redactor {
    /// Returns a run without secrets; its inputs are marked incomplete if something was removed from them.
    package func redact(_ run: Run) -> Run {
        var run = run
        run.model = redact(run.model)
        run.service = redact(run.service)
        let input = run.input
        run.input.given = redact(input.given)
        run.input.checked = redact(input.checked)
        run.input.files = input.files.map(redact)
        if run.input != input { run.input.isComplete = false }
        run.places = run.places.map(redact)
        run.taskID = run.taskID.map(redact)
        run.output = run.output.map(redact)
        run.files = run.files.map(redact)
        run.failure = run.failure.map(redact)
        run.log = run.log.map(redact)
        run.partialDownloads = run.partialDownloads.map(redact)
        run.label = run.label.map(redact)
        run.callerName = run.callerName.map(redact)
        return run
    }

    /// Returns a step without secrets, and whether its result is still as the body returned it.
    package func redact(_ step: StepRecord) -> (StepRecord, isComplete: Bool) {
        var result = step
        result.name = redact(step.name)
        result.result = step.result.map(redact)
        result.error = step.error.map(redact)
        result.linkedHosts = step.linkedHosts?.map(redact)
        return (result, result.result == step.result)
    }

    /// Returns an error without secrets.
    package func redact(_ error: PredictionError) -> PredictionError {
        var error = error
        if redacted(error.code.rawValue) != nil { error.code = .modelFailed }
        error.message = redact(error.message)
        error.help = error.help.map(redact)
        error.vendor = error.vendor.map(redact)
        error.taskID = error.taskID.map(redact)
        return error
    }

    /// Returns a change without secrets.
    package func redact(_ change: RunChange) -> RunChange {
        switch change {
        case .status: change
        case .task(let task): .task(redact(task))
        case .downloading(let part): .downloading(redact(part))
        case .completing(let output, let files): .completing(output: redact(output), files: files.map(redact))
        case .places(let places, let replacesFiles): .places(places.map(redact), replacesFiles: replacesFiles)
        case .driven(let model, let service): .driven(redact(model), redact(service))
        case .enqueued: change
        }
    }

    /// Returns an ending without secrets.
    package func redact(_ ending: RunEnding) -> RunEnding {
        switch ending {
        case .succeeded(let output, let files, let price, let log):
            .succeeded(output: redact(output), files: files.map(redact), price: price, log: log.map(redact))
        case .failed(let failure, let log): .failed(redact(failure), log: log.map(redact))
        case .canceled(let failure, let log): .canceled(redact(failure), log: log.map(redact))
        case .unknown(let failure, let log): .unknown(redact(failure), log: log.map(redact))
        case .interrupted(let failure, let log): .interrupted(redact(failure), log: log.map(redact))
        }
    }
}

// MARK: - Parts

extension Redactor {
    private func redact(_ text: String) -> String { redacted(text) ?? text }

    private func redact(_ object: [String: JSONValue]) -> [String: JSONValue] {
        Dictionary(object.map { (redact($0.key), redact($0.value)) }) { _, later in later }
    }

    /// Returns a value without secrets.
    package func redact(_ value: JSONValue) -> JSONValue {
        switch value {
        case .null, .bool, .int, .double: value
        case .string(let text): .string(redact(text))
        case .array(let elements): .array(elements.map(redact))
        case .object(let members): .object(redact(members))
        }
    }

    private func redact(_ model: RunModel) -> RunModel {
        RunModel(name: redact(model.name), directory: redact(model.directory), key: model.key)
    }

    private func redact(_ service: RunService) -> RunService {
        var service = service
        service.endpoint = service.endpoint.map(redact)
        // The query of a bucket's address is needed to reach the bucket again, and never holds a key.
        service.staging = service.staging.map { $0.lowercased().hasPrefix("s3://") ? $0 : redact($0) }
        return service
    }

    private func redact(_ file: RunFile) -> RunFile {
        var file = file
        file.name = redact(file.name)
        file.path = redact(file.path)
        return file
    }

    private func redact(_ place: OutputPlace) -> OutputPlace {
        OutputPlace(
            output: redact(place.output),
            path: redact(place.path),
            partialPath: redact(place.partialPath),
            base: place.base.map(redact),
            ending: redact(place.ending),
            host: place.host
        )
    }

    private func redact(_ part: PartialDownload) -> PartialDownload {
        PartialDownload(
            output: redact(part.output),
            path: redact(part.path),
            entityTag: redact(part.entityTag),
            totalBytes: part.totalBytes
        )
    }

    /// Removes secrets from what a run has ended or was interrupted with.
    package func redact(_ failure: RunFailure) -> RunFailure {
        var failure = failure
        if redacted(failure.code) != nil { failure.code = PredictionError.Code.modelFailed.rawValue }
        failure.message = redact(failure.message)
        failure.help = failure.help.map(redact)
        failure.vendor = failure.vendor.map(redact)
        return failure
    }

    private func redact(_ vendor: PredictionError.VendorDetail) -> PredictionError.VendorDetail {
        var vendor = vendor
        vendor.code = vendor.code.map(redact)
        vendor.message = vendor.message.map(redact)
        vendor.requestID = vendor.requestID.map(redact)
        return vendor
    }
}
