package import InferenceKit

/// Progress as a line of a log that Replicate's clients turn into a progress bar.
package enum ProgressText {
    private static let width = 10

    /// A line in tqdm's form, such as `40%|####      | 4/10 downloading video`; the words alone when there are no figures.
    ///
    /// - Parameter update: The progress.
    /// - Returns: The line.
    package static func line(_ update: ProgressUpdate) -> String {
        let total = update.unit == .fraction ? 1 : update.total
        guard let done = update.done, let total, total > 0, done.isFinite, total.isFinite else { return update.step }
        let share = max(0, min(1, done / total))
        let percent = Int(share * 100)
        let bar = String(repeating: "#", count: Int(share * Double(width)))
        let rest = String(repeating: " ", count: width - bar.count)
        let (count, all) = update.unit == .fraction ? (percent, 100) : (whole(done), whole(total))
        return "\(percent)%|\(bar)\(rest)| \(count)/\(all) \(update.step)"
    }

    private static func whole(_ number: Double) -> Int { Int(max(0, min(number.rounded(), 1e15))) }
}
