import InferenceKit

extension ProgressUpdate {
    /// The update for a line that is overwritten: `downloading video, 0.4 MB of 1.0 MB`.
    var liveText: String {
        switch (done, total) {
        case (let done?, let total?) where unit != .fraction: "\(step), \(amount(done)) of \(amount(total))"
        case (let done?, _): "\(step), \(amount(done))"
        default: step
        }
    }

    /// The update for a line that stays, which is printed once for each step: `downloading video (1.0 MB)`.
    var plainText: String {
        guard let total, unit != .fraction else { return step }
        return "\(step) (\(amount(total)))"
    }

    private func amount(_ number: Double) -> String {
        switch unit {
        case .bytes: "\((number / 100_000).rounded() / 10) MB"
        case .seconds: "\((number * 10).rounded() / 10) s"
        case .fraction: "\((number * 1_000).rounded() / 10)%"
        case .none: Int(exactly: number).map(String.init) ?? "\(number)"
        }
    }
}
