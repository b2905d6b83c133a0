internal import Glibc
internal import Hashing
package import RunStore

extension OutputPlan {
    /// Where a file is that was about to be renamed when its run was interrupted.
    package enum Whereabouts: Sendable, Hashable {
        /// It has its name.
        case named(String)
        /// It has its partial name only.
        case partial
        /// It is missing or has changed.
        case gone
    }

    /// Finds out whether a file had been renamed.
    ///
    /// The right bytes under the final name are not proof while there is a partial file as well: two runs may make the same
    /// bytes. In that case only the same file, with two names, is the run's own.
    ///
    /// - Parameters:
    ///   - target: The output.
    ///   - file: Its recorded final name and contents.
    /// - Returns: Where it is; a second, partial name is removed.
    package func whereabouts(of target: Target, _ file: RunFile) -> Whereabouts {
        guard let partial = identity(target.partialPath) else {
            return file.isUnchanged ? .named(file.path) : .gone
        }
        if let final = identity(file.path), final == partial {
            unlink(target.partialPath)
            return .named(file.path)
        }
        var moved = file
        moved.path = target.partialPath
        return moved.isUnchanged ? .partial : .gone
    }

    private struct Identity: Equatable {
        var device: dev_t
        var number: ino_t
    }

    private func identity(_ path: String) -> Identity? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        return Identity(device: status.st_dev, number: status.st_ino)
    }
}

extension RunFile {
    /// Whether the file exists with the same bytes.
    package var isUnchanged: Bool {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, Int64(status.st_size) == sizeBytes else {
            return false
        }
        return (try? SHA256.digest(ofFileAt: path).hex) == sha256
    }
}
