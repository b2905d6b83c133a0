/// A missing shared library that keeps a program from starting.
package struct MissingLibrary: Sendable, Hashable {
    /// The name, such as `libcurl.so.4`.
    package let name: String
    private let bundle: RunnerBundle.Record?

    /// Reads the output of a program that did not start.
    ///
    /// Gives `nil` if the cause is another one.
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
        guard let bundle else { return "install the package that contains it; packages.debian.org finds its name" }
        guard let package = bundle.systemLibraries[name] else {
            return
                "the bundle is incomplete: copy it again, or run 'sha256sum --check \(RunnerBundle.checksumsName)' in its "
                + "directory to see what is missing"
        }
        return package.isEmpty
            ? "install the package that contains it" : "install it, on Debian with 'apt-get install \(package)'"
    }
}
