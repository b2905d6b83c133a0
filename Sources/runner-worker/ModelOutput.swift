internal import Glibc

/// The standard output of a model, which the runner keeps as the run's log.
enum ModelOutput {
    /// Flushes every line at once, so that the last lines of a model that crashes are not lost.
    static func flushEveryLine() {
        // `stdout` is a variable that Swift does not let concurrent code name; the symbol holds the same pointer.
        guard let symbol = dlsym(nil, "stdout") else { return }
        setvbuf(symbol.load(as: UnsafeMutablePointer<FILE>.self), nil, _IOLBF, 0)
    }
}
