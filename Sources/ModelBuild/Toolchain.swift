internal import Addresses
internal import FoundationEssentials
internal import Glibc
internal import Processes

/// The Swift compiler of this machine.
package struct Toolchain: Sendable, Hashable {
    /// The absolute path of `swiftc`.
    package let compiler: String

    /// Identifies the compiler without starting it: the real path, size and modification time of the program.
    ///
    /// Swift on Linux promises no binary compatibility, so a model that another compiler made is never loaded.
    package let fingerprint: String

    /// Finds the compiler.
    ///
    /// - Parameter environment: `RUNNER_SWIFTC` names the compiler; otherwise the first `swiftc` on `PATH` is used.
    /// - Throws: ``ModelBuildError`` with `no-compiler`.
    package init(environment: [String: String]) throws(ModelBuildError) {
        let named = environment["RUNNER_SWIFTC"].flatMap { $0.isEmpty ? nil : FilePath.absolute($0) }
        let found =
            named.map { SearchPath.isProgram($0) ? $0 : nil }
            ?? SearchPath(environment: environment).program(named: "swiftc")
        guard let compiler = found else {
            throw ModelBuildError(
                .noCompiler,
                "no Swift compiler was found \(named.map { "at '\($0)'" } ?? "on PATH")",
                help: "install Swift 6.3 (swift.org/install), or set RUNNER_SWIFTC to its swiftc"
            )
        }
        var status = stat()
        guard let real = realpath(compiler, nil) else {
            throw ModelBuildError(
                .noCompiler,
                "the Swift compiler '\(compiler)' cannot be found",
                help: "install Swift 6.3 again"
            )
        }
        defer { free(real) }
        stat(real, &status)
        self.compiler = compiler
        fingerprint = "\(String(cString: real)) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
    }
}
