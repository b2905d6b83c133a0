import InferenceKit
import ModelInputs
import Presentation
import RunnerCore

extension ProgressReporter {
    /// Shows an update of a run.
    func take(_ update: RunUpdate) {
        switch update {
        case .progress(let update): step(update)
        case .warning(let text): warn(text)
        case .fitted(let input): note(input.text)
        case .log(let text): note(text)
        case .task(let id): task(id)
        case .step, .downloading, .request: break
        }
    }
}
