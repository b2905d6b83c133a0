/// A model: it is set up once and then predicts, many times and concurrently.
///
/// A model directory holds one type named `Inference` that conforms to this protocol. The worker creates it once,
/// passes it every checked input, and sends the result to the caller.
///
/// ```swift
/// struct Inference: Predictor {
///     struct Input: Decodable, Sendable { var name: String }
///     struct Output: Codable, Sendable { var greeting: String }
///
///     init(_ setup: Setup) async throws {}
///
///     func predict(_ input: Input, _ context: PredictionContext) async throws -> Output {
///         Output(greeting: "Hello, \(input.name)")
///     }
/// }
/// ```
public protocol Predictor: Sendable {
    /// The inputs that the manifest declares, as one value.
    ///
    /// Names are matched from `snake_case` in the manifest to `camelCase` here. An input with `required: false` and
    /// no default is an optional property. Files arrive as ``MediaFile``.
    associatedtype Input: Decodable & Sendable

    /// The outputs that the manifest declares, as one value; files leave as ``MediaFile``.
    ///
    /// It is also decodable, so that its properties can be compared with the manifest before anything runs.
    associatedtype Output: Codable & Sendable

    /// Prepares the model, once per worker.
    ///
    /// - Parameter setup: The secrets that the manifest declares, and what is needed to reach a service.
    /// - Throws: Any error; a ``PredictionError`` keeps its code and its help all the way to the user.
    init(_ setup: Setup) async throws

    /// Predicts once.
    ///
    /// The call is canceled as a Swift task when the caller cancels the run. A model that has started paid work at a service
    /// cancels it there before it returns.
    ///
    /// - Parameters:
    ///   - input: Checked against every constraint of the manifest before this is called.
    ///   - context: Progress, steps, staging and output files of this run.
    /// - Returns: The outputs; every file among them has been written completely.
    /// - Throws: Any error; a ``PredictionError`` keeps its code and its help all the way to the user.
    func predict(_ input: Input, _ context: PredictionContext) async throws -> Output
}
