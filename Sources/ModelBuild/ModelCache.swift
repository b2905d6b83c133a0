internal import FoundationEssentials
internal import Glibc
internal import Hashing
internal import Processes
internal import SystemPackage
internal import SystemReasons

/// Compiled models on disk: `KEY/HASH/model.so`, where the key is that of the content and the hash that of the code.
///
/// The hash is part of the path, so that a model, which can reach no more than its own directory, cannot change what is
/// expected of it. A directory appears complete or not at all, since it is made elsewhere and renamed. Several runners
/// may fill the same cache at once; the first to finish wins, and the others use what it made.
package struct ModelCache: Sendable {
    /// The directory that holds everything.
    package let directory: String
    /// The users who may own the cache.
    private let trusted: Set<UInt32>

    /// Uses a directory; it is created when something is stored.
    ///
    /// - Parameters:
    ///   - directory: An absolute path.
    ///   - trusted: The users who may own it; by default this one and the administrator.
    package init(directory: String, trusting trusted: Set<UInt32> = OwnedPath.administratorAndSelf) {
        self.directory = directory
        self.trusted = trusted
    }

    /// Returns a compiled model if there is one, and it is what was compiled.
    ///
    /// - Parameter key: What it was made of.
    /// - Returns: The path of the shared object; `nil` if it has to be made.
    /// - Throws: ``ModelBuildError`` with `cache-unusable` if other users can write there, or code cannot be loaded from
    ///   there.
    package func sharedObject(for key: ContentKey) throws(ModelBuildError) -> String? {
        let entries = entries(of: key)
        guard !entries.isEmpty else { return nil }
        try check()
        return entries.first { isWhole($0) }.map { "\($0.path)/model.so" }
    }

    /// Finds compiled code of a model that is not what was compiled.
    ///
    /// It is never loaded.
    ///
    /// - Parameter key: What it was made of.
    /// - Returns: The paths of shared objects.
    package func alteredObjects(for key: ContentKey) -> [String] {
        entries(of: key).filter { !isWhole($0) }.map { "\($0.path)/model.so" }
    }

    /// The place for a note about a compiled model, out of its reach.
    ///
    /// - Parameters:
    ///   - name: The name of the note.
    ///   - object: What ``sharedObject(for:)`` returned.
    /// - Returns: The path of a file; `nil` for an object that is not in this cache.
    package func note(_ name: String, about object: String) -> String? {
        guard object.hasPrefix("\(directory)/") else { return nil }
        return object.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
            + "/\(name)"
    }

    /// Refuses a cache that other users can change, or from which the system loads no code.
    ///
    /// - Throws: ``ModelBuildError`` with `cache-unusable`.
    package func check() throws(ModelBuildError) {
        let path = OwnedPath(directory)
        if let objection = path.objection(trusting: trusted) ?? path.parentObjection(trusting: trusted) {
            throw ModelBuildError(
                .cacheUnusable,
                "the cache directory '\(directory)' is not safe to load code from: \(objection)",
                help: "fix that, or choose another directory with --cache or RUNNER_CACHE"
            )
        }
        try FileSystemState(of: directory)?.checkLoading(from: directory)
    }

    /// Checks a cache that may not exist yet, in the nearest directory that does.
    ///
    /// - Throws: ``ModelBuildError`` with `cache-unusable`.
    package func checkIfPresent() throws(ModelBuildError) {
        if FileManager.default.fileExists(atPath: directory) { try check() }
        var parts = directory.split(separator: "/")
        while !parts.isEmpty, !FileManager.default.fileExists(atPath: "/" + parts.joined(separator: "/")) {
            parts.removeLast()
        }
        guard let state = FileSystemState(of: "/" + parts.joined(separator: "/")) else { return }
        try state.checkLoading(from: directory)
        try state.checkRoom(in: directory)
    }

    private struct Entry {
        var path: String
        var hash: String
    }

    private func entries(of key: ContentKey) -> [Entry] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(directory)/\(key)")) ?? []
        return names.filter { $0.utf8.count == 64 }.sorted().map { Entry(path: "\(directory)/\(key)/\($0)", hash: $0) }
    }

    private func isWhole(_ entry: Entry) -> Bool {
        (try? SHA256.digest(ofFileAt: "\(entry.path)/model.so").hex) == entry.hash
            && OwnedPath("\(entry.path)/model.so").objection(trusting: trusted) == nil
    }
}

// MARK: - Storing

extension ModelCache {
    /// Creates an empty directory in the cache to compile in.
    ///
    /// - Throws: ``ModelBuildError`` with `cache-unusable`.
    func makeWorkDirectory() throws(ModelBuildError) -> ProcessDirectory {
        do throws(Errno) {
            try NewDirectory.makeAll(directory)
        } catch {
            throw unusable("cannot be created: \(SystemReason.text(of: error))")
        }
        try check()
        try FileSystemState(of: directory)?.checkRoom(in: directory)
        // Earlier versions let other users read it.
        chmod(directory, 0o700)
        do throws(Errno) {
            return try ProcessDirectory("\(directory)/work-")
        } catch {
            throw unusable("cannot be written: \(SystemReason.text(of: error))")
        }
    }

    /// Removes what killed compilations have left.
    func removeLeftovers() {
        ProcessDirectory.removeLeftovers("\(directory)/work-")
    }

    /// Stores a compiled model.
    ///
    /// - Parameters:
    ///   - work: A directory of ``makeWorkDirectory()`` that holds `model.so`; it may be gone afterwards.
    ///   - key: What it was made of.
    /// - Returns: The path of the shared object in the cache.
    /// - Throws: ``ModelBuildError`` with `cache-unusable`.
    func store(_ work: String, for key: ContentKey) throws(ModelBuildError) -> String {
        let hash: String
        do {
            hash = try SHA256.digest(ofFileAt: "\(work)/model.so").hex
        } catch {
            throw unusable("cannot be read back: \(SystemReason.text(of: error))")
        }
        try synchronize("\(work)/model.so")
        let parent = "\(directory)/\(key)"
        if mkdir(parent, 0o700) != 0, errno != EEXIST { throw unusable("cannot be written: \(Errno(rawValue: errno))") }
        removeAltered(key)
        if rename(work, "\(parent)/\(hash)") != 0 {
            let reason = Errno(rawValue: errno)
            // Another runner was faster.
            guard let path = try sharedObject(for: key) else { throw unusable("cannot be written: \(reason)") }
            return path
        }
        return "\(parent)/\(hash)/model.so"
    }

    /// Removes what is not what was compiled, and what earlier versions have left in its place.
    private func removeAltered(_ key: ContentKey) {
        for entry in entries(of: key) where !isWhole(entry) {
            let aside = "\(directory)/work-\(key)-\(getpid())"
            if rename(entry.path, aside) == 0 { remove(aside) }
        }
        for name in ["model.so", "model.so.sha256"] { unlink("\(directory)/\(key)/\(name)") }
    }

    /// Removes a directory with everything in it.
    func remove(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }

    private func synchronize(_ path: String) throws(ModelBuildError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unusable("cannot be read back: \(Errno(rawValue: errno))") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw unusable("cannot be written: \(Errno(rawValue: errno))") }
    }

    /// Describes a failure to use the cache.
    ///
    /// - Parameter reason: A phrase that follows its name.
    /// - Returns: The error.
    func unusable(_ reason: String) -> ModelBuildError {
        ModelBuildError(
            .cacheUnusable,
            "the cache directory '\(directory)' \(reason)",
            help: "make it writable, free space, or choose another with --cache or RUNNER_CACHE"
        )
    }
}
