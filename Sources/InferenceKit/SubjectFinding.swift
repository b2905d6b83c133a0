/// A model that can say which subjects it finds in a picture, such as the persons of whom one is to speak.
///
/// An input with `subject_of` in the manifest chooses one of them. `runner subjects` lists them, and a user can choose one by a
/// point of the picture: then the runner asks for the masks and gives the model the number.
public protocol SubjectFinding: Predictor {
    /// Finds the subjects of a picture, without cost.
    ///
    /// Use the same steps as ``Predictor/predict(_:_:)``, so that a run which continues takes up what was found. A paid step is
    /// stopped before it begins.
    ///
    /// - Parameters:
    ///   - image: The picture, under the name of its input.
    ///   - context: The run.
    /// - Returns: Links to the masks, white where the subject is, in the order in which numbers choose them, from 0.
    /// - Throws: ``PredictionError``.
    func subjects(in image: MediaFile, _ context: PredictionContext) async throws -> [String]
}
