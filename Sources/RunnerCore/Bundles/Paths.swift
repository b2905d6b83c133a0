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
    let names: [String]
    do {
        names = try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
        throw RunnerError(.configuration, "the folder '\(folder)' cannot be read", help: "check its permissions")
    }
    var files: [String] = []
    for name in names where includingHidden || !name.hasPrefix(".") {
        var status = stat()
        if lstat("\(folder)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            files += try filesBelow("\(folder)/\(name)", includingHidden: includingHidden).map { "\(name)/\($0)" }
        } else {
            files.append(name)
        }
    }
    return files.sorted()
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
