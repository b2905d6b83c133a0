internal import ErrorReporting
internal import FoundationEssentials
internal import Processes

/// The shared libraries that programs and models need: Swift's, which a bundle includes, and the system's.
struct RuntimeLibraries: Sendable {
    /// The needed Swift libraries: their paths by name.
    private(set) var swift: [String: String] = [:]
    /// The needed system libraries, such as `libcurl.so.4`.
    private(set) var system: Set<String> = []

    /// Finds the libraries of programs and models, and those that they need in turn.
    ///
    /// - Parameters:
    ///   - files: Programs and shared libraries.
    ///   - directory: The toolchain's directory of Swift libraries.
    /// - Throws: `RunnerError` with `configuration` for a file that is not a program.
    init(of files: [String], directory: String) throws(RunnerError) {
        var open = files
        while let path = open.popLast() {
            guard let file = ELFFile(path: path) else {
                throw RunnerError(
                    .configuration,
                    "'\(path)' is not a program or shared library for this architecture",
                    help: "build the project again ('make build'), or reinstall it"
                )
            }
            for name in file.neededLibraries where swift[name] == nil {
                let candidate = "\(directory)/\(name)"
                if FileManager.default.fileExists(atPath: candidate) {
                    swift[name] = candidate
                    open.append(candidate)
                } else {
                    system.insert(name)
                }
            }
        }
    }

    /// Asks Debian's package manager for the packages of the system's libraries.
    ///
    /// - Parameter environment: Where it is looked for.
    /// - Returns: A package for each library; empty if there is none, or no such package manager.
    func packages(environment: [String: String]) async -> [String: String] {
        var packages = Dictionary(uniqueKeysWithValues: system.map { ($0, "") })
        let patterns = system.sorted().map { "*/\($0)" }
        guard let query = SearchPath(environment: environment).program(named: "dpkg-query") else { return packages }
        // If one is not found, it fails but still lists the others.
        let answer = try? await BoundedProgram(query, environment: ["LC_ALL": "C"])
            .run(["--search"] + patterns, limits: ProcessLimits(time: .seconds(60)))
        // libcurl4:amd64: /usr/lib/x86_64-linux-gnu/libcurl.so.4
        for line in String(decoding: answer?.output ?? [], as: UTF8.self).split(separator: "\n") {
            guard let colon = line.firstRange(of: ": "), let slash = line.lastIndex(of: "/") else { continue }
            let name = String(line[line.index(after: slash)...])
            let package = line[..<colon.lowerBound].prefix { $0 != ":" && $0 != "," }
            // Libraries for other architectures are listed later.
            if packages[name] == "" { packages[name] = String(package) }
        }
        return packages
    }
}
