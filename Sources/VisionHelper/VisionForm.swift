public import InferenceKit

/// The fields of a request to the Vision API.
///
/// ```swift
/// let form: VisionForm = ["req_key": "…", "image_url": url, "seed": input.seed]  // no "seed" when it is nil
/// ```
public typealias VisionForm = JSONForm

extension JSONForm {
    /// The model or function of the Vision API that the request is for.
    var reqKey: String { fields["req_key"]?.string ?? "" }
}
