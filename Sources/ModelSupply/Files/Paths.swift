internal import Addresses
internal import ErrorReporting
internal import FoundationEssentials
internal import Glibc

/// The files of a folder and all folders in it.
///
/// - Parameters:
///   - folder: The folder.
///   - includingHidden: Whether files and folders count whose names begin with a point.
/// - Returns: Paths seen from the folder, sorted; symbolic links are not followed.
/// - Throws: ``RunnerError`` with `configuration` when a folder cannot be read.
func filesBelow(_ folder: String, includingHidden: Bool = true) throws(RunnerError) -> [String] {
    do throws(FolderWalk.Problem) {
        return try FolderWalk(folder: folder, includesHidden: includingHidden).entries().map(\.path).sorted()
    } catch {
        let path = if case .unreadable(let path) = error { path } else { folder }
        throw RunnerError(.configuration, "the folder '\(path)' cannot be read", help: "check its permissions")
    }
}

/// A path without symbolic links; `nil` when nothing is there.
func realPath(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
}

/// The last part of a path.
func lastPart(_ path: String) -> String {
    String(path.split(separator: "/").last ?? "")
}

/// A path from the root; a relative one is seen from the working directory.
func absolutePath(_ path: String) -> String {
    FilePath.absolute(path, in: FileManager.default.currentDirectoryPath)
}
