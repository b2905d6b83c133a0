internal import FoundationEssentials
internal import Glibc

/// The Swift compiler of this machine.
package struct Toolchain: Sendable, Hashable {
    /// The path of `swiftc`.
    package let compiler: String

    /// What tells one compiler from another without starting it: the real path, length and time of the program.
    ///
    /// Swift on Linux promises no binary compatibility, so a model compiled by another compiler is never loaded.
    package let fingerprint: String

    /// Finds the compiler.
    ///
    /// - Parameter environment: `RUNNER_SWIFTC` names the compiler; otherwise the first `swiftc` on `PATH` is taken.
    /// - Throws: ``ModelBuildError`` with `no-compiler`.
    package init(environment: [String: String]) throws(ModelBuildError) {
        let candidates: [String]
        let isNamed = !(environment["RUNNER_SWIFTC"] ?? "").isEmpty
        if let named = environment["RUNNER_SWIFTC"], !named.isEmpty {
            candidates = [named]
        } else {
            candidates = (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/swiftc" }
        }
        guard let compiler = candidates.first(where: isProgram) else {
            throw ModelBuildError(
                .noCompiler,
                "no Swift compiler was found \(isNamed ? "at '\(candidates[0])'" : "on PATH")",
                help: "install Swift 6.3 (swift.org/install), or name its swiftc with RUNNER_SWIFTC"
            )
        }
        var status = stat()
        guard let real = realpath(compiler, nil) else {
            throw ModelBuildError(
                .noCompiler,
                "the Swift compiler '\(compiler)' cannot be used",
                help: "install Swift 6.3 again"
            )
        }
        defer { free(real) }
        stat(real, &status)
        self.compiler = compiler
        fingerprint = "\(String(cString: real)) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
    }
}

/// Whether there is a file that can be started.
private func isProgram(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
}
