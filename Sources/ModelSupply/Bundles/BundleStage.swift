internal import ErrorReporting
internal import FoundationEssentials
internal import Glibc
internal import ModelBuild
internal import SystemPackage

/// The folder in which a bundle is put together, beside its place so that it can be renamed.
struct BundleStage: Sendable {
    /// The folder's path.
    let root: String

    /// Creates an empty folder, with the folders on the way to it.
    ///
    /// - Parameter output: The bundle's place.
    /// - Throws: ``RunnerError`` with `cannot-write`.
    init(beside output: String) throws(RunnerError) {
        let parent = "/" + output.split(separator: "/").dropLast().joined(separator: "/")
        do {
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        } catch {
            throw RunnerError(.cannotWrite, "'\(parent)' cannot be made: \(error)", help: "choose another --output")
        }
        do throws(Errno) {
            root = try NewFolder.make("\(parent)/.\(lastPart(output))-")
        } catch {
            throw RunnerError(.cannotWrite, "'\(parent)' cannot be written: \(error)", help: "choose another --output")
        }
    }

    /// The path of a file of the bundle.
    func path(_ name: String) -> String { "\(root)/\(name)" }

    /// Removes what is left of the folder.
    func remove() {
        try? FileManager.default.removeItem(atPath: root)
    }

    /// Creates a folder, with those on the way to it.
    ///
    /// - Throws: ``RunnerError`` with `cannot-write`.
    func makeFolder(_ name: String) throws(RunnerError) {
        do {
            try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
        } catch {
            throw Self.unwritable(path(name), error)
        }
    }

    /// Writes a text.
    ///
    /// - Throws: ``RunnerError`` with `cannot-write`.
    func write(_ text: String, to name: String) throws(RunnerError) {
        try write(Data(text.utf8), to: name)
    }

    /// Copies a file's content; a symbolic link is followed.
    ///
    /// - Parameters:
    ///   - source: The file.
    ///   - name: Its place in the bundle.
    ///   - isProgram: Whether it can be started.
    /// - Throws: ``RunnerError`` with `cannot-write`.
    func copy(_ source: String, to name: String, isProgram: Bool = false) throws(RunnerError) {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: source))
        } catch {
            throw RunnerError(
                .configuration,
                "'\(source)' cannot be read: \(error)",
                help: "check its permissions; what belongs to runner is made by 'make build'"
            )
        }
        try write(data, to: name)
        chmod(path(name), isProgram ? 0o755 : 0o644)
    }

    /// Copies a model's directory: all that is not hidden, and no compiled code of an earlier bundle.
    ///
    /// A symbolic link is refused: what it leads to may be private.
    ///
    /// - Parameters:
    ///   - directory: The model.
    ///   - name: Its place in the bundle.
    /// - Throws: ``RunnerError`` with `cannot-write`, or `configuration` for what cannot be read.
    func copyModel(_ directory: String, to name: String) throws(RunnerError) {
        for file in try filesBelow(directory, includingHidden: false) {
            if file.hasPrefix("\(PrebuiltModel.folderName)/") { continue }
            var status = stat()
            // The list of checksums has a line for each file.
            guard !file.contains(where: { "\n\r\\".contains($0) }), lstat("\(directory)/\(file)", &status) == 0,
                status.st_mode & S_IFMT == S_IFREG
            else {
                throw RunnerError(
                    .cannotWrite,
                    "'\(directory)/\(file)' cannot go into a bundle: it is a symbolic link or no file, or its name holds a backslash or "
                        + "a line feed",
                    help: "rename or remove it; in place of a symbolic link, put what it leads to"
                )
            }
            try copy("\(directory)/\(file)", to: "\(name)/\(file)", isProgram: status.st_mode & S_IXUSR != 0)
        }
    }

    /// Makes a program look for Swift's libraries in the bundle, and nowhere else before the system's folders.
    ///
    /// - Parameters:
    ///   - path: The program, in this folder.
    ///   - runpath: Where it looks.
    ///   - libraries: The names of Swift's libraries in the bundle.
    /// - Throws: ``RunnerError`` with `configuration` when the program was linked in a way that leaves no room for that.
    func link(_ path: String, runpath: String, libraries: Set<String>) throws(RunnerError) {
        guard var file = ELFFile(path: path), let old = file.runpath else { return }
        // A program that holds Swift's libraries itself looks for none of them, and in no folder but its own.
        if old == "$ORIGIN", libraries.isDisjoint(with: file.neededLibraries) { return }
        guard file.replaceRunpath(with: runpath) else {
            throw RunnerError(
                .configuration,
                "'\(lastPart(path))' looks for its libraries in '\(old)', which is too short to be replaced by '\(runpath)'",
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
        try makeFolder(name.split(separator: "/").dropLast().joined(separator: "/"))
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
            "'\(path)' cannot be written: \(error)",
            help: "make room, or choose another --output"
        )
    }
}

// MARK: - The end

extension BundleStage {
    /// Gives all folders and files the permissions that others need to use them, and writes them to the disk.
    ///
    /// - Returns: The sizes of all files together.
    /// - Throws: ``RunnerError`` with `cannot-write`, or `configuration` for what cannot be read.
    func finish() throws(RunnerError) -> Int {
        var bytes = 0
        var folders: Set<String> = [root]
        for file in try filesBelow(root) {
            var status = stat()
            guard stat(path(file), &status) == 0 else { continue }
            bytes += Int(status.st_size)
            var parts = file.split(separator: "/").dropLast()
            while !parts.isEmpty {
                folders.insert(path(parts.joined(separator: "/")))
                parts.removeLast()
            }
        }
        for folder in folders where chmod(folder, 0o755) != 0 {
            throw Self.unwritable(folder, RunnerError(.cannotWrite, String(cString: strerror(errno))))
        }
        sync()
        return bytes
    }

    /// Gives the folder its name; a bundle that has it is removed once the new one is in its place.
    ///
    /// - Parameters:
    ///   - output: The bundle's place: nothing, an empty folder, or a bundle.
    ///   - replaces: Whether a bundle is replaced, also one that came while this one was made.
    /// - Throws: ``RunnerError`` with `cannot-write`; what was there is there again then.
    func move(to output: String, replaces: Bool) throws(RunnerError) {
        // An empty folder is replaced by the system itself.
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
                "'\(output)' cannot be made: \(String(cString: strerror(code)))",
                help: "choose another --output"
            )
        }
        guard rename(root, output) == 0 else {
            let reason = String(cString: strerror(errno))
            rename(old, output)
            throw RunnerError(.cannotWrite, "'\(output)' cannot be replaced: \(reason)", help: "try again")
        }
        try? FileManager.default.removeItem(atPath: old)
    }
}
