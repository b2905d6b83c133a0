/// A shared library without which a program does not start, as the system's loader names it.
package struct MissingLibrary: Sendable, Hashable {
    /// The name, such as `libcurl.so.4`.
    package let name: String
    private let bundle: RunnerBundle.Record?

    /// Reads what a program left behind that did not start.
    ///
    /// Gives `nil` when something else is wrong.
    ///
    /// - Parameters:
    ///   - log: The lines that it wrote.
    ///   - program: Its path.
    package init?(log: [String], program: String) {
        guard let line = log.last,
            let start = line.firstRange(of: "error while loading shared libraries: ")?.upperBound,
            let end = line[start...].firstRange(of: ": cannot open shared object file")?.lowerBound
        else { return nil }
        name = String(line[start..<end])
        bundle = RunnerBundle(ofProgram: program)?.record
    }

    /// What to do.
    package var help: String {
        guard let bundle else { return "install the package that holds it; packages.debian.org finds its name" }
        guard let package = bundle.systemLibraries[name] else {
            return
                "the bundle is not whole: 'sha256sum --check \(RunnerBundle.checksumsName)' in its folder tells what is "
                + "missing; copy it again"
        }
        return package.isEmpty
            ? "install the package that holds it" : "install it, on Debian with 'apt-get install \(package)'"
    }
}
