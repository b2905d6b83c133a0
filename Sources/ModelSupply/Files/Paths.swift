internal import Addresses
internal import ErrorReporting
internal import FoundationEssentials
internal import Glibc

/// The files in a directory, at any depth.
///
/// - Parameters:
///   - directory: The directory.
///   - includingHidden: Whether hidden files and directories are listed.
/// - Returns: Paths relative to the directory, sorted; symbolic links are not followed.
/// - Throws: `RunnerError` with `configuration` if a directory cannot be read.
func filesBelow(_ directory: String, includingHidden: Bool = true) throws(RunnerError) -> [String] {
    do throws(DirectoryWalk.Problem) {
        return try DirectoryWalk(directory: directory, includesHidden: includingHidden).entries().map(\.path).sorted()
    } catch {
        throw error.error(.configuration, in: directory, mostEntries: .max, help: "")
    }
}

/// A path without symbolic links; `nil` if nothing exists there.
func realPath(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
}

/// The last part of a path.
func lastPart(_ path: String) -> String {
    String(path.split(separator: "/").last ?? "")
}
