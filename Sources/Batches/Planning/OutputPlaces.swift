internal import Addresses
internal import BatchFiles
internal import ErrorReporting
internal import FoundationEssentials
internal import ModelOutputs
internal import Synchronization
internal import SystemReasons

/// The directories that output files go to, those to be created among them.
final class OutputPlaces: Sendable {
    private let existing = Mutex<[String: String]>([:])

    /// The place to check in place of one whose directory does not exist yet: a new name in the nearest directory that does.
    ///
    /// - Parameters:
    ///   - place: Where the output of a row goes.
    ///   - index: The number of the row, from 0.
    /// - Returns: The same place when its directory exists.
    func checkable(_ place: String, _ index: Int) -> String {
        let directory = Self.directory(of: place)
        let nearest = existing.withLock { known in
            if let known = known[directory] { return known }
            let found = Self.nearest(to: directory)
            known[directory] = found
            return found
        }
        guard nearest != directory else { return place }
        return "\(nearest == "." ? "" : nearest + "/").runner-batch-\(index + 1)\(place.hasSuffix("/") ? "/" : "")"
    }

    /// Creates the directory of a place.
    ///
    /// - Throws: `RunnerError` with `cannot-write`.
    static func create(for place: String) throws(RunnerError) {
        let directory = place.hasSuffix("/") ? place : directory(of: place)
        guard !isDirectory(directory) else { return }
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        } catch {
            throw RunnerError(
                .cannotWrite,
                "the output directory '\(directory)' cannot be created: \(SystemReason.text(of: error))",
                help: "check its permissions, or choose another place with -o"
            )
        }
    }

    private static func directory(of place: String) -> String {
        let path = place.hasSuffix("/") ? String(place.dropLast()) : place
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func nearest(to directory: String) -> String {
        var directory = directory
        while !isDirectory(directory), directory != ".", directory != "/" { directory = self.directory(of: directory) }
        return directory
    }

    /// Rows that would write the same file, and rows that would write over an input of any row.
    ///
    /// - Parameters:
    ///   - places: Where the outputs of the rows go, by the numbers of the rows.
    ///   - file: The rows.
    ///   - columns: The columns that the names are made of.
    /// - Returns: A finding for the second of two rows.
    static func collisions(_ places: [(Int, String)], _ file: RowFile, _ columns: Set<String>) -> [RowFinding] {
        var first: [String: Int] = [:]
        let column = columns.sorted().first
        let fix =
            columns.isEmpty
            ? "use {row} in the template: -o 'DIR/{row}'" : "use {row} in the template, or correct the values"
        return places.compactMap { index, place in
            let path = FilePath.absolute(place).split(separator: "/").filter { $0 != "." }.joined(separator: "/")
            guard let other = first[path] else {
                first[path] = index
                return nil
            }
            return file.finding(
                row: index,
                column: column,
                "the output '\(place)' is that of row \(other + 1) as well",
                help: fix,
                code: "output-collision"
            )
        }
    }
}
