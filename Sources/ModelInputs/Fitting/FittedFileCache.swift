internal import ErrorReporting
internal import FoundationEssentials
internal import Glibc
internal import Hashing
internal import Media
internal import MediaFitting
internal import ModelSupply
internal import SystemReasons

/// Keeps fitted files, so that a run can be resumed with exactly the bytes that it began with, and the same request gives the
/// same bytes again.
///
/// A file is named after the content of its source and what it had to become. Files that were not used for a month are
/// removed.
struct FittedFileCache {
    private static let lifetime: TimeInterval = 30 * 86_400

    private let directory: String

    /// - Parameter installation: Says where the cache is.
    /// - Throws: ``RunnerError`` with `configuration`.
    init(_ installation: Installation) throws(RunnerError) {
        directory = "\(try installation.cacheDirectory())/fitted"
    }

    /// The name of a result.
    ///
    /// - Parameters:
    ///   - path: The source.
    ///   - target: What it has to become.
    ///   - trim: The part that is kept.
    /// - Returns: 32 hexadecimal digits.
    /// - Throws: `HashingError` when the source cannot be read.
    static func key(of path: String, _ target: FitTarget, _ trim: TrimRange?) throws -> String {
        let limits = [target.maximumBytes.map(Int.init), target.maximumWidth, target.maximumHeight]
        let parts = [
            "runner-fit-2", try SHA256.digest(ofFileAt: path).hex, target.kind.rawValue,
            target.formats.map(\.rawValue).joined(separator: ","),
            limits.map { $0.map(String.init) ?? "-" }.joined(separator: ","), trim?.description ?? "-",
        ]
        return String(try SHA256.digest(of: Array(parts.joined(separator: "\n").utf8)).hex.prefix(32))
    }

    /// Finds a file that was fitted before.
    ///
    /// - Parameter key: Its name.
    /// - Returns: The file with what was changed; `nil` when there is none.
    func file(_ key: String) -> (path: String, changes: [String], sourceSize: PixelSize?)? {
        let place = "\(directory)/\(key)"
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: place),
            let name = names.first(where: { !$0.hasPrefix(".") }),
            let notes = FileManager.default.contents(atPath: "\(place)/.changes")
        else { return nil }
        utimensat(AT_FDCWD, place, nil, 0)
        var changes = String(decoding: notes, as: UTF8.self).split(separator: "\n").map(String.init)
        let numbers = (changes.isEmpty ? "" : changes.removeFirst()).split(separator: "x").compactMap { Int($0) }
        let size = numbers.count == 2 ? PixelSize(width: numbers[0], height: numbers[1]) : nil
        return ("\(place)/\(name)", changes, size)
    }

    /// Keeps a file.
    ///
    /// - Parameters:
    ///   - path: The file, which is moved.
    ///   - changes: What was changed.
    ///   - sourceSize: The size of the source, for pictures.
    ///   - key: Its name.
    ///   - name: What the file is called in the cache, and at the service.
    /// - Returns: Where it is now.
    /// - Throws: ``RunnerError`` with `configuration` when it cannot be kept.
    func keep(
        _ path: String,
        _ changes: [String],
        _ sourceSize: PixelSize?,
        as key: String,
        named name: String
    ) throws(RunnerError) -> String {
        let place = "\(directory)/\(key)"
        let files = FileManager.default
        let new = "\(directory)/.new-\(key)-\(getpid())"
        do {
            try files.createDirectory(
                atPath: new,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            defer { try? files.removeItem(atPath: new) }
            removeOldFiles()
            try files.copyItem(atPath: path, toPath: "\(new)/\(name)")
            let size = sourceSize.map { "\($0.width)x\($0.height)" } ?? "-"
            try Data(([size] + changes).joined(separator: "\n").utf8).write(to: URL(filePath: "\(new)/.changes"))
            // Another process may have made the same file meanwhile.
            if rename(new, place) != 0, let other = file(key) { return other.path }
        } catch {
            throw RunnerError(
                .configuration,
                "the fitted file cannot be kept in '\(directory)': \(SystemReason.text(of: error))",
                help: "free some space, or choose another directory with RUNNER_CACHE"
            )
        }
        return "\(place)/\(name)"
    }

    private func removeOldFiles() {
        let files = FileManager.default
        for name in (try? files.contentsOfDirectory(atPath: directory)) ?? [] {
            let place = "\(directory)/\(name)"
            guard let date = try? files.attributesOfItem(atPath: place)[.modificationDate] as? Date,
                date < Date(timeIntervalSinceNow: -Self.lifetime)
            else { continue }
            try? files.removeItem(atPath: place)
        }
    }
}
