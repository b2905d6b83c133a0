internal import Glibc
internal import Hashing
internal import RunStore

extension OutputPlan {
    /// Where a file is that was about to get its name when its run was interrupted.
    enum Whereabouts: Sendable, Hashable {
        /// It has its name.
        case named(String)
        /// It has its partial name only.
        case partial
        /// It is not there, or is not the same any more.
        case gone
    }

    /// Finds out how far the naming of a file came.
    ///
    /// A file with the right bytes under the final name is not proof enough while there is one under the partial name: two
    /// runs may make the same bytes. Then only the very same file, with two names, is ours.
    ///
    /// - Parameters:
    ///   - target: The output.
    ///   - file: What the record says of it: the name it was about to get, and its bytes.
    /// - Returns: Where it is; a second, partial name is removed.
    func whereabouts(of target: Target, _ file: RunFile) -> Whereabouts {
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
    /// Whether the file is there with the same bytes.
    package var isUnchanged: Bool {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, Int64(status.st_size) == sizeBytes else {
            return false
        }
        return (try? SHA256.digest(ofFileAt: path).hex) == sha256
    }
}
