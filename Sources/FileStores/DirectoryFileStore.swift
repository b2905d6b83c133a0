internal import ErrorReporting
internal import FoundationEssentials
internal import Glibc
internal import Hashing
internal import SystemReasons

/// Keeps files in a directory, which several machines may share.
package struct DirectoryFileStore: FileStore {
    private let directory: String

    /// Uses a directory, which is created with the first file.
    ///
    /// - Parameter directory: An absolute path.
    package init(directory: String) {
        self.directory = directory
    }

    package var freshness: Double { 0 }

    package var place: String { "'\(directory)'" }

    package func put(_ path: String, sha256: String, sizeBytes: Int64) async throws {
        let end = self.path(sha256)
        // A file that is there gets a new age, unless a crash or a faulty disk has left other bytes of the same length.
        if try look(end)?.sizeBytes == sizeBytes, (try? SHA256.digest(ofFileAt: end).hex) == sha256,
            utimensat(AT_FDCWD, end, nil, 0) == 0
        {
            return
        }
        let arriving = "\(directory)/arriving/\(sha256.prefix(16)).\(UInt64.random(in: .min ... .max))"
        defer { unlink(arriving) }
        for parent in ["\(directory)/arriving", String(end.dropLast(sha256.count + 1))] { try create(parent) }
        do {
            try FileManager.default.copyItem(atPath: path, toPath: arriving)
        } catch {
            throw unreachable("cannot store '\(path)': \(SystemReason.text(of: error))")
        }
        // What was copied is what counts: the file may have changed.
        guard (try? SHA256.digest(ofFileAt: arriving).hex) == sha256 else {
            throw RunnerError(
                .invalidInput,
                "'\(path)' changed while it was being copied",
                help: "try again when no program is writing to it"
            )
        }
        try synchronize(arriving)
        utimensat(AT_FDCWD, arriving, nil, 0)
        guard rename(arriving, end) == 0 else { throw unreachable("cannot be written: \(SystemReason.text())") }
        // The name has to survive a power failure as well, in a directory that may be new.
        for parent in [String(end.dropLast(sha256.count + 1)), directory] { try synchronize(parent) }
    }

    package func fetch(_ sha256: String, to path: String, sizeBytes: Int64) async throws -> Bool {
        let kept = self.path(sha256)
        guard try look(kept) != nil else {
            // A file system that is not mounted now has lost nothing.
            guard access(directory, F_OK) == 0 else { throw unreachable("cannot be read: \(SystemReason.text())") }
            return false
        }
        do {
            try FileManager.default.copyItem(atPath: kept, toPath: path)
        } catch {
            throw RunnerError(
                .cannotWrite,
                "'\(path)' cannot be written: \(SystemReason.text(of: error))",
                help: "free some space, or choose another place"
            )
        }
        return true
    }

    package func find(_ sha256: String) async throws -> KeptFile? { try look(path(sha256)) }

    package func remove(_ sha256: String) async throws {
        guard unlink(path(sha256)) == 0 || errno == ENOENT else {
            throw unreachable("cannot delete a file: \(SystemReason.text())")
        }
    }

    package func files(after last: String?) async throws -> [KeptFile] {
        let subdirectories = try names(in: directory).filter {
            $0.count == 2 && $0 >= last.map { String($0.prefix(2)) } ?? ""
        }
        for subdirectory in subdirectories {
            let files = try names(in: "\(directory)/\(subdirectory)").filter { $0.count == 64 && $0 > last ?? "" }
                .compactMap { try look("\(directory)/\(subdirectory)/\($0)") }
            if !files.isEmpty { return files }
        }
        return []
    }
}

// MARK: - The directory

extension DirectoryFileStore {
    private func path(_ sha256: String) -> String { "\(directory)/\(sha256.prefix(2))/\(sha256)" }

    private func look(_ path: String) throws -> KeptFile? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw unreachable("cannot be read: \(SystemReason.text())")
        }
        return KeptFile(
            sha256: path.split(separator: "/").last.map(String.init) ?? "",
            sizeBytes: Int64(status.st_size),
            time: Date(timeIntervalSince1970: Double(status.st_mtim.tv_sec))
        )
    }

    private func names(in path: String) throws -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        } catch {
            var status = stat()
            if stat(path, &status) != 0, errno == ENOENT { return [] }
            throw unreachable("cannot be read: \(SystemReason.text(of: error))")
        }
    }

    private func create(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw unreachable("cannot be created: \(SystemReason.text(of: error))")
        }
    }

    private func synchronize(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreachable("cannot be read: \(SystemReason.text())") }
        defer { close(descriptor) }
        // Some file systems cannot synchronize a directory.
        guard fsync(descriptor) == 0 || errno == EINVAL else {
            throw unreachable("cannot be written: \(SystemReason.text())")
        }
    }

    private func unreachable(_ reason: String) -> RunnerError {
        RunnerError(
            .filesUnreachable,
            "the directory of files \(place) \(reason)",
            help: "check RUNNER_FILES, and the disk that the directory is on"
        )
    }
}
