package import ErrorReporting
internal import FoundationEssentials
internal import Glibc
internal import Hashing
package import InferenceKit
internal import Media
internal import ModelInputs
internal import ModelManifest
internal import Quantities
package import RunStore
internal import SystemReasons

extension OutputPlan {
    /// An output file that is complete and does not have its final name yet.
    package struct WholeFile: Sendable {
        /// What it is.
        package var file: MediaFile
        /// SHA-256 of its bytes, in hex.
        package var sha256: String
        /// The file while it was checked.
        package var opened: OutputFile
        /// How it differs from what the manifest promises, if it can be used all the same.
        package var warning: String?

        /// The file with its final name.
        package func named(_ path: String) -> RunFile {
            RunFile(name: file.name, path: path, sizeBytes: file.sizeBytes ?? 0, sha256: sha256)
        }
    }

    /// Checks an output file that the model has written, and synchronizes it with the disk.
    ///
    /// - Parameter target: The output.
    /// - Returns: A description of the file.
    /// - Throws: ``RunnerError``: `model-failed` when it is missing or not what the manifest promises, `cannot-write` when it
    ///   cannot be synchronized.
    package func inspect(_ target: Target) throws(RunnerError) -> WholeFile {
        var file = MediaFile(name: target.name)
        var warning: String?
        guard let written = OutputFile(path: target.partialPath) else {
            // What cannot be opened without following it is a link.
            throw broken(target, FileFacts(at: target.partialPath) == nil ? "there is none" : "it is not a plain file")
        }
        guard written.facts.isPlain, written.facts.sizeBytes != 0 else {
            throw broken(target, written.facts.isPlain ? "there is none" : "it is not a plain file")
        }
        do {
            let source = try FileByteSource(opened: written.descriptor, named: target.partialPath)
            file.sizeBytes = source.byteCount
            if target.declaration.type.mediaKind != nil {
                let info = try MediaProbe.probe(source)
                file.take(info)
                warning = try check(info, target, written)
            }
        } catch let error as RunnerError {
            throw error
        } catch let error as MediaError {
            throw broken(target, error.code == .unrecognized ? "its bytes are \(error.what)" : error.what)
        } catch {
            throw broken(target, "\(error)")
        }
        do {
            try synchronize(written.descriptor)
            return WholeFile(
                file: file,
                sha256: try SHA256.digest(ofOpenFile: written.descriptor, named: target.partialPath).hex,
                opened: written,
                warning: warning
            )
        } catch {
            throw unwritable(target, error)
        }
    }

    /// Gives a complete file its final name, so that it appears complete or not at all.
    ///
    /// - Parameters:
    ///   - target: The output.
    ///   - file: The file that was checked, if it was checked by this process.
    ///   - willTry: Called before a name other than the target's own is taken.
    ///   - hasLinked: Called when the file has both of its names.
    /// - Returns: The name.
    /// - Throws: ``RunnerError`` with `cannot-write`, or what `willTry` throws; the file keeps its partial name.
    package func name(
        _ target: Target,
        checked file: OutputFile? = nil,
        willTry: (_ path: String) async throws -> Void = { _ in },
        hasLinked: () -> Void = {}
    ) async throws -> String {
        if let file, !file.isInPlace { throw broken(target, "it was replaced while it was checked") }
        let path: String
        do {
            path = try await giveName(target, willTry: willTry, hasLinked: hasLinked)
            let parent = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            try synchronize(directory: parent.isEmpty ? "." : parent.joined(separator: "/") + "/")
        } catch let error as SystemFailure {
            throw unwritable(target, error)
        }
        unlink(target.partialPath)
        return path
    }

    private func check(_ info: MediaInfo, _ target: Target, _ written: OutputFile) throws(RunnerError) -> String? {
        let declaration = target.declaration
        if !declaration.formats.isEmpty, !declaration.formats.contains(info.format) {
            throw broken(target, "it holds \(info.format.rawValue.uppercased()) data")
        }
        if [.mp4, .m4a].contains(info.format), let problem = MP4File.problem(ofOpenFile: written.descriptor) {
            throw broken(target, problem)
        }
        if declaration.type == .video, (info.duration ?? .zero) <= .zero {
            throw broken(target, "it has no duration")
        }
        guard let promised = declaration.frameRate, let found = info.frameRate, abs(found - promised) > 0.5 else {
            return nil
        }
        let shown = UnitText.number((found * 100).rounded() / 100)
        return "the \(target.name) has \(shown) frames a second instead of \(UnitText.number(promised))"
    }

    private func broken(_ target: Target, _ reason: String) -> RunnerError {
        RunnerError(
            .modelFailed,
            "the \(target.name) is not what the manifest declares: \(reason)",
            help: (FileFacts(at: target.partialPath)?.sizeBytes ?? 0) > 0
                ? nil : "the model wrote nothing; see its log"
        )
    }

    private func unwritable(_ target: Target, _ failure: any Error) -> RunnerError {
        // Another run or program has created it in the meantime.
        if (failure as? SystemFailure)?.number == EEXIST {
            return RunnerError(
                .cannotWrite,
                "the output '\(target.path)' now exists",
                help: "choose another name with -o, or replace it with --force"
            )
        }
        return RunnerError(
            .cannotWrite,
            "the output '\(target.path)' cannot be written: \(failure)",
            help: "choose another place with -o"
        )
    }
}

// MARK: - Names

extension OutputPlan {
    /// Renames a file without replacing another, unless that was asked for; a name of our own choice may change.
    private func giveName(
        _ target: Target,
        willTry: (String) async throws -> Void,
        hasLinked: () -> Void
    ) async throws -> String {
        if replaces {
            // Something else may have got the name while the run was under way.
            if let occupant = PathOccupant(target.path), !occupant.isReplaceable {
                throw occupant.refusal(of: target.path)
            }
            guard rename(target.partialPath, target.path) == 0 else { throw SystemFailure(number: errno) }
            return target.path
        }
        var path = target.path
        for _ in 0..<1_000 {
            if link(target.partialPath, path) == 0 {
                hasLinked()
                return path
            }
            let number = errno
            if number == EEXIST {
                guard let base = target.base else { throw SystemFailure(number: EEXIST) }
                path = unusedPath(base, target.ending)
                try await willTry(path)
                continue
            }
            // Some file systems have no hard links; the name is checked first there.
            guard PathOccupant(path) == nil, rename(target.partialPath, path) == 0 else {
                throw SystemFailure(number: number)
            }
            return path
        }
        throw SystemFailure(number: EEXIST)
    }

    private func synchronize(directory: String) throws(SystemFailure) {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemFailure(number: errno) }
        defer { close(descriptor) }
        try synchronize(descriptor)
    }

    private func synchronize(_ descriptor: Int32) throws(SystemFailure) {
        // Some file systems cannot synchronize a directory; the file itself is on disk by now.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw SystemFailure(number: errno) }
    }
}

/// An `errno`.
private struct SystemFailure: Error, CustomStringConvertible {
    let number: Int32
    var description: String { SystemReason.text(number) }
}
