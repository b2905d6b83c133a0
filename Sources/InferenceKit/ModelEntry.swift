internal import FoundationEssentials

/// A model's type with its input and output hidden, so that a worker can hold any model.
///
/// The runner adds a function that returns this to every model it compiles; models do not use it themselves.
public final class ModelEntry: Sendable {
    /// Sets the model up.
    package let load: @Sendable (Setup) async throws -> LoadedModel
    /// Lets the model check its service; `nil` when it cannot.
    package let checkService: @Sendable (Setup) async throws -> [ServiceFinding]?
    /// Lets the model look for the result of a paid step; `nil` when it cannot.
    package let findLostStep: @Sendable (LostStep, Setup) async throws -> LostStep.Finding?
    private let types: @Sendable (_ samples: [String: [JSONValue]]) -> (input: TypeShape, output: TypeShape)

    /// Wraps a model's type.
    ///
    /// - Parameter type: The `Inference` of the model.
    public init<Model: Predictor>(_ type: Model.Type) {
        load = { setup in
            let model = try await Model(setup)
            return LoadedModel(
                predict: { input, context in
                    let value: Model.Input = try decodeInput(input)
                    return try encodeOutput(try await model.predict(value, context))
                },
                finder: model as? any SubjectFinding
            )
        }
        checkService = { setup in
            guard let type = type as? any ServiceChecking.Type else { return nil }
            return try await type.checkService(setup)
        }
        findLostStep = { step, setup in
            guard let type = type as? any LostStepFinding.Type else { return nil }
            return try await type.findLostStep(step, setup)
        }
        types = { samples in
            (ShapeRecorder.shape(of: Model.Input.self, samples: samples), ShapeRecorder.shape(of: Model.Output.self))
        }
    }

    /// Finds out the model's inputs, outputs and secrets, without predicting.
    ///
    /// The model is set up without secrets. A failure is no finding where a run may succeed: when the model has read a secret, used the
    /// network, or needs an address of its service.
    ///
    /// - Parameters:
    ///   - setup: Means without a network.
    ///   - samples: Values that the manifest allows, by the name that the property of the input would have.
    /// - Returns: The model's shape.
    package func shape(_ setup: Setup, samples: [String: [JSONValue]]) async -> ModelShape {
        let use = SetupUse()
        let failure = await ownFailure(setup, use)
        let types = types(samples)
        return ModelShape(input: types.input, output: types.output, secrets: use.secrets, setupFailure: failure)
    }

    /// Why the model cannot be set up in any run; `nil` when it can, or when that is unknown.
    private func ownFailure(_ setup: Setup, _ use: SetupUse) async -> PredictionError? {
        let start = ContinuousClock.now
        let failure = await setUpFailure(of: setup.noting(use, endpoint: nil))
        guard let failure, !use.hasLookedOutside else { return nil }
        guard use.hasReadEndpoint else { return failure }
        // Both attempts share the time that a description may take.
        guard ContinuousClock.now - start < .seconds(5) else { return nil }
        let again = await setUpFailure(of: setup.noting(use, endpoint: "https://service.invalid"))
        return again == failure && !use.hasLookedOutside ? failure : nil
    }

    private func setUpFailure(of setup: Setup) async -> PredictionError? {
        do {
            _ = try await load(setup)
            return nil
        } catch {
            return PredictionError(error)
        }
    }

    /// Passes the entry to C; the receiver owns it.
    ///
    /// - Returns: A retained reference.
    public func retained() -> UnsafeMutableRawPointer {
        Unmanaged.passRetained(self).toOpaque()
    }
}

/// A model that is set up, with its input and output as JSON.
package struct LoadedModel: Sendable {
    /// Predicts once.
    package let predict:
        @Sendable (_ input: [String: JSONValue], _ context: PredictionContext) async throws -> [String: JSONValue]
    /// The model as one that finds subjects; `nil` for a model that does not.
    let finder: (any SubjectFinding)?

    /// Finds the subjects of a picture and fetches their masks into the scratch directory.
    ///
    /// - Parameters:
    ///   - name: The input with the picture.
    ///   - input: The checked inputs.
    ///   - context: The run.
    /// - Returns: The paths of the masks, under `masks`.
    /// - Throws: ``PredictionError``.
    package func masks(
        of name: String,
        _ input: [String: JSONValue],
        _ context: PredictionContext
    ) async throws -> [String: JSONValue] {
        guard let finder else {
            throw PredictionError(
                .modelFailed,
                "the model does not say which subjects it finds",
                help: "let 'Inference' conform to 'SubjectFinding'"
            )
        }
        guard let bytes = input[name]?.encoded else {
            throw PredictionError(.modelFailed, "there is no input '\(name)'")
        }
        let image = try PropertyName.decoder().decode(MediaFile.self, from: Data(bytes))
        let links = try await finder.subjects(in: image, context)
        context.progress("fetching the masks")
        var paths: [JSONValue] = []
        for (number, link) in links.enumerated() {
            let path = "\(context.scratchDirectory)/mask-\(number).png"
            try await context.fetch(link, to: path)
            paths.append(.string(path))
        }
        return ["masks": .array(paths)]
    }
}

private func decodeInput<Input: Decodable>(_ input: [String: JSONValue]) throws -> Input {
    do {
        return try PropertyName.decoder().decode(Input.self, from: Data(JSONValue.object(input).encoded))
    } catch let error as DecodingError {
        throw PredictionError(
            .modelFailed,
            "the checked inputs do not match 'Inference.Input': \(describe(error))",
            help: "make the properties of Inference.Input match 'inputs' in inf.yml; "
                + "an input with 'required: false' is an optional property"
        )
    }
}

private func encodeOutput(_ output: some Encodable) throws -> [String: JSONValue] {
    let bytes = [UInt8](try PropertyName.encoder().encode(output))
    guard case .object(let members) = try JSONValue(parsing: bytes) else {
        throw PredictionError(
            .modelFailed,
            "'Inference.Output' is not a type with named properties",
            help: "declare a struct with one property for each output of inf.yml"
        )
    }
    return members
}

private func describe(_ error: DecodingError) -> String {
    let path = { (context: DecodingError.Context) in
        context.codingPath.map(\.stringValue).joined(separator: ".")
    }
    return switch error {
    case .keyNotFound(let key, _): "it needs '\(key.stringValue)', which is not an input"
    case .typeMismatch(let type, let context): "'\(path(context))' is not a \(type)"
    case .valueNotFound(let type, let context): "'\(path(context))' is null and not a \(type)"
    case .dataCorrupted(let context): "'\(path(context))': \(context.debugDescription)"
    @unknown default: "\(error)"
    }
}
