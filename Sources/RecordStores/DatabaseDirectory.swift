internal import FoundationEssentials

/// The directory of this machine for what belongs to a database and is not in it, such as answers that wait to be recorded.
///
/// It is named by an id that the database holds. An earlier version named it by the address of the database, so that the same database
/// had several, and an answer in one was not seen by a process with another.
package enum DatabaseDirectory {
    /// The id of a database that has none yet.
    static var newID: String { UUID().uuidString.lowercased() }

    /// Chooses the directory, and leads from it to what waits in a directory of an earlier version.
    ///
    /// - Parameters:
    ///   - id: The id that the database holds.
    ///   - old: The directory that an earlier version used with this address.
    /// - Returns: The path of the directory.
    package static func path(ofStore id: String, addressed old: String) -> String {
        let name = id.filter { $0.isHexDigit || $0 == "-" }
        let path = "\(old.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" })/\(name)"
        let files = FileManager.default
        // A link whose end is gone would keep anything from being written.
        if !files.fileExists(atPath: path) { try? files.removeItem(atPath: path) }
        guard files.fileExists(atPath: old) else { return path }
        if !files.fileExists(atPath: path) {
            // Processes of the earlier version may still use the old one.
            try? files.createSymbolicLink(atPath: path, withDestinationPath: old)
            return path
        }
        guard (try? files.destinationOfSymbolicLink(atPath: path)) != old else { return path }
        for attempt in (try? files.contentsOfDirectory(atPath: "\(old)/answers")) ?? [] {
            let (found, link) = ("\(old)/answers/\(attempt)", "\(path)/answers/\(attempt)")
            guard files.fileExists(atPath: "\(found)/answers"), !files.fileExists(atPath: link) else { continue }
            try? files.createDirectory(
                atPath: "\(path)/answers",
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            try? files.createSymbolicLink(atPath: link, withDestinationPath: found)
        }
        return path
    }
}
