internal import ErrorReporting
package import FoundationEssentials
internal import InferenceKit
internal import ModelManifest
package import RunStore

extension Run {
    /// Describes a prediction that is about to be made, for the record.
    ///
    /// - Parameters:
    ///   - prediction: The prediction.
    ///   - given: Its inputs as the user gave them.
    ///   - checked: Its inputs as the model gets them.
    ///   - estimate: What it will cost.
    ///   - time: Now.
    /// - Throws: ``RunnerError`` or `ModelBuildError` when a file cannot be read.
    package init(
        _ prediction: Prediction,
        given: GivenInputs,
        checked: CheckedInputs,
        estimate: CostEstimate,
        at time: Date
    ) throws {
        let model = prediction.model
        self.init(
            id: RunID(
                milliseconds: Int64(time.timeIntervalSince1970 * 1_000),
                random: UInt32.random(in: .min ... .max)
            ),
            model: RunModel(
                name: model.manifest.fullName,
                directory: absolute(model.path),
                key: try RunKeys.key(of: model)
            ),
            input: try RunInput(given, checked),
            places: prediction.outputs.places,
            replacesFiles: prediction.outputs.replaces,
            service: prediction.service.record,
            timeout: prediction.timeout,
            estimate: estimate.price,
            created: time
        )
    }
}
