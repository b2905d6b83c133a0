internal import ErrorReporting
internal import FoundationEssentials
internal import Glibc
internal import ModelBuild
internal import SystemPackage
internal import SystemReasons

/// The temporary directory of a bundle, next to the destination so that it can be renamed.
struct BundleStage: Sendable {
    /// The directory's path.
    let root: String

    /// Creates an empty directory, and missing parents.
    ///
    /// - Parameter output: The bundle's destination.
    /// - Throws: `RunnerError` with `cannot-write`.
    init(beside output: String) throws(RunnerError) {
        let parent = "/" + output.split(separator: "/").dropLast().joined(separator: "/")
        do {
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        } catch {
            throw RunnerError(
                .cannotWrite,
                "'\(parent)' cannot be created: \(SystemReason.text(of: error))",
                help: "choose another --output"
            )
        }
        do throws(Errno) {
            root = try NewDirectory.make("\(parent)/.\(lastPart(output))-")
        } catch {
            throw RunnerError(
                .cannotWrite,
                "'\(parent)' cannot be written: \(SystemReason.text(of: error))",
                help: "choose another --output"
            )
        }
    }

    /// The path of a file of the bundle.
    func path(_ name: String) -> String { "\(root)/\(name)" }

    /// Removes the directory.
    func remove() {
        try? FileManager.default.removeItem(atPath: root)
    }

    /// Creates a directory, and missing parents.
    ///
    /// - Throws: `RunnerError` with `cannot-write`.
    func makeDirectory(_ name: String) throws(RunnerError) {
        do {
            try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
        } catch {
            throw Self.unwritable(path(name), error)
        }
    }

    /// Writes a text.
    ///
    /// - Throws: `RunnerError` with `cannot-write`.
    func write(_ text: String, to name: String) throws(RunnerError) {
        try write(Data(text.utf8), to: name)
    }

    /// Copies a file's content; a symbolic link is followed.
    ///
    /// - Parameters:
    ///   - source: The file.
    ///   - name: Its path in the bundle.
    ///   - isProgram: Whether it is executable.
    /// - Throws: `RunnerError` with `cannot-write`.
    func copy(_ source: String, to name: String, isProgram: Bool = false) throws(RunnerError) {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: source))
        } catch {
            throw RunnerError(
                .configuration,
                "'\(source)' cannot be read: \(SystemReason.text(of: error))",
                help: "check its permissions; build runner's own files with 'make build'"
            )
        }
        try write(data, to: name)
        chmod(path(name), isProgram ? 0o755 : 0o644)
    }

    /// Copies a model's directory, without hidden files and compiled code of an earlier bundle.
    ///
    /// A symbolic link is refused, since it may lead to private files.
    ///
    /// - Parameters:
    ///   - directory: The model.
    ///   - name: Its path in the bundle.
    /// - Throws: `RunnerError` with `cannot-write`, or `configuration` for what cannot be read.
    func copyModel(_ directory: String, to name: String) throws(RunnerError) {
        for file in try filesBelow(directory, includingHidden: false) {
            if file.hasPrefix("\(PrebuiltModel.directoryName)/") { continue }
            var status = stat()
            // The list of checksums has one line per file.
            guard !file.contains(where: { "\n\r\\".contains($0) }), lstat("\(directory)/\(file)", &status) == 0,
                status.st_mode & S_IFMT == S_IFREG
            else {
                throw RunnerError(
                    .cannotWrite,
                    "'\(directory)/\(file)' cannot be part of a bundle: it is not a regular file, or its name contains a backslash or "
                        + "a line feed",
                    help: "rename or remove it; replace a symbolic link with the file itself"
                )
            }
            try copy("\(directory)/\(file)", to: "\(name)/\(file)", isProgram: status.st_mode & S_IXUSR != 0)
        }
    }

    /// Makes a program look for Swift's libraries in the bundle before the system's directories.
    ///
    /// - Parameters:
    ///   - path: The program, in this directory.
    ///   - runpath: Where it looks.
    ///   - libraries: The names of Swift's libraries in the bundle.
    /// - Throws: `RunnerError` with `configuration` if the program has no space for the path.
    func link(_ path: String, runpath: String, libraries: Set<String>) throws(RunnerError) {
        guard var file = ELFFile(path: path), let old = file.runpath else { return }
        // A statically linked program needs none of them.
        if old == "$ORIGIN", libraries.isDisjoint(with: file.neededLibraries) { return }
        guard file.replaceRunpath(with: runpath) else {
            throw RunnerError(
                .configuration,
                "'\(lastPart(path))' has the library path '\(old)', which is too short to be replaced with '\(runpath)'",
                help: "build the project again ('make build')"
            )
        }
        do {
            try Data(file.bytes).write(to: URL(filePath: path))
        } catch {
            throw Self.unwritable(path, error)
        }
        chmod(path, 0o755)
    }

    private func write(_ data: Data, to name: String) throws(RunnerError) {
        try makeDirectory(name.split(separator: "/").dropLast().joined(separator: "/"))
        do {
            try data.write(to: URL(filePath: path(name)))
        } catch {
            throw Self.unwritable(path(name), error)
        }
        chmod(path(name), 0o644)
    }

    static func unwritable(_ path: String, _ error: any Error) -> RunnerError {
        RunnerError(
            .cannotWrite,
            "'\(path)' cannot be written: \(SystemReason.text(of: error))",
            help: "free space there, or choose another --output"
        )
    }
}

// MARK: - The end

extension BundleStage {
    /// Lets other users read everything, and writes it to the disk.
    ///
    /// - Returns: The total size of all files.
    /// - Throws: `RunnerError` with `cannot-write`, or `configuration` for what cannot be read.
    func finish() throws(RunnerError) -> Int {
        var bytes = 0
        var directories: Set<String> = [root]
        for file in try filesBelow(root) {
            var status = stat()
            guard stat(path(file), &status) == 0 else { continue }
            bytes += Int(status.st_size)
            var parts = file.split(separator: "/").dropLast()
            while !parts.isEmpty {
                directories.insert(path(parts.joined(separator: "/")))
                parts.removeLast()
            }
        }
        for directory in directories where chmod(directory, 0o755) != 0 {
            throw Self.unwritable(directory, RunnerError(.cannotWrite, SystemReason.text()))
        }
        sync()
        return bytes
    }

    /// Moves the directory to its destination, and removes the bundle that it replaces.
    ///
    /// - Parameters:
    ///   - output: The destination: nothing, an empty directory, or a bundle.
    ///   - replaces: Whether a bundle is replaced.
    /// - Throws: `RunnerError` with `cannot-write`; then an existing bundle is unchanged.
    func move(to output: String, replaces: Bool) throws(RunnerError) {
        // The system replaces an empty directory.
        if rename(root, output) == 0 { return }
        var code = errno
        let isBundle = RunnerBundle(at: output) != nil
        if isBundle, !replaces { throw RunnerBundle.isThere(output) }
        let old = "\(root)-old"
        let isAside = isBundle && rename(output, old) == 0
        if isBundle, !isAside { code = errno }
        guard isAside else {
            throw RunnerError(
                .cannotWrite,
                "'\(output)' cannot be created: \(SystemReason.text(code))",
                help: "choose another --output"
            )
        }
        guard rename(root, output) == 0 else {
            let reason = SystemReason.text()
            rename(old, output)
            throw RunnerError(.cannotWrite, "'\(output)' cannot be replaced: \(reason)", help: "try again")
        }
        try? FileManager.default.removeItem(atPath: old)
    }
}
