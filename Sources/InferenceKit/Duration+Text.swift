extension Duration {
    /// The duration for people, such as `0.25 s`, `3 s`, `12 min` or `24 h`.
    package var text: String {
        let seconds = self / .seconds(1)
        let rounded = seconds < 10 ? (seconds * 100).rounded() / 100 : seconds.rounded()
        if rounded >= 6 * 3_600 { return "\(Int((min(rounded, 1e9) / 3_600).rounded())) h" }
        if rounded >= 120 { return "\(Int((rounded / 60).rounded())) min" }
        return rounded == rounded.rounded() ? "\(Int(rounded)) s" : "\(rounded) s"
    }
}
