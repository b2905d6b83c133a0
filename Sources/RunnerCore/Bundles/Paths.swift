internal import FoundationEssentials
internal import Glibc

/// The files of a folder and all folders in it.
///
/// - Parameter folder: The folder.
/// - Returns: Paths seen from the folder, sorted; symbolic links are not followed.
func filesBelow(_ folder: String) -> [String] {
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    return names.flatMap { name in
        let type = try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")[.type] as? FileAttributeType
        return type == .typeDirectory ? filesBelow("\(folder)/\(name)").map { "\(name)/\($0)" } : [name]
    }.sorted()
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
