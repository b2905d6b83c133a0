internal import Glibc

/// What a model prints: its standard output, which the runner keeps as the run's log.
enum ModelOutput {
    /// Makes every line leave the process at once, so that the last words of a model that crashes are not lost.
    static func flushEveryLine() {
        // `stdout` is a variable that Swift does not let concurrent code name; the symbol holds the same pointer.
        guard let symbol = dlsym(nil, "stdout") else { return }
        setvbuf(symbol.load(as: UnsafeMutablePointer<FILE>.self), nil, _IOLBF, 0)
    }
}
