internal import FoundationEssentials
internal import Glibc
internal import InferenceKit
internal import Media
internal import ModelManifest

extension OutputPlan {
    /// Checks an output file that the model has written and gives it its name, so that it is there whole or not at all.
    ///
    /// - Parameter target: The output.
    /// - Returns: What the file is, and where it differs from what the manifest promises but can be used.
    /// - Throws: ``RunnerError``: `model-failed` when it is missing or cannot be used (it is kept under its partial
    ///   name), `cannot-write` when it cannot be made permanent.
    func commit(_ target: Target) throws(RunnerError) -> (file: MediaFile, warning: String?) {
        var file = MediaFile(name: target.declaration.name, path: target.path)
        var warning: String?
        do {
            let source = try FileByteSource(path: target.partialPath)
            file.sizeBytes = source.byteCount
            if target.declaration.type.mediaKind != nil {
                let info = try MediaProbe.probe(source)
                file.take(info)
                warning = try check(info, target)
            }
        } catch let error as RunnerError {
            throw error
        } catch let error as MediaError {
            throw broken(target, error.code == .unrecognized ? "its bytes are \(error.what)" : error.what)
        } catch {
            throw broken(target, "\(error)")
        }
        try makePermanent(target)
        return (file, warning)
    }

    /// Removes what an unsuccessful run has written.
    func discardPartials() {
        for target in targets { unlink(target.partialPath) }
    }

    private func check(_ info: MediaInfo, _ target: Target) throws(RunnerError) -> String? {
        let declaration = target.declaration
        if !declaration.formats.isEmpty, !declaration.formats.contains(info.format) {
            throw broken(target, "it holds \(info.format.rawValue.uppercased()) data")
        }
        if [.mp4, .m4a].contains(info.format), let problem = MP4File.problem(ofFileAt: target.partialPath) {
            throw broken(target, problem)
        }
        if declaration.type == .video, (info.duration ?? .zero) <= .zero {
            throw broken(target, "it has no length")
        }
        guard let promised = declaration.frameRate, let found = info.frameRate, abs(found - promised) > 0.5 else {
            return nil
        }
        let shown = UnitText.number((found * 100).rounded() / 100)
        return "the \(declaration.name) has \(shown) frames a second instead of \(UnitText.number(promised))"
    }

    private func broken(_ target: Target, _ reason: String) -> RunnerError {
        RunnerError(
            .modelFailed,
            "the \(target.declaration.name) is not what the manifest promises: \(reason)",
            help: "what arrived is kept as '\(target.partialPath)'"
        )
    }

    private func makePermanent(_ target: Target) throws(RunnerError) {
        let folder =
            target.path.contains("/")
            ? target.path.split(separator: "/", omittingEmptySubsequences: false)
                .dropLast().joined(separator: "/") + "/" : "."
        do {
            try synchronize(target.partialPath, O_RDONLY)
            try giveName(target)
            try synchronize(folder, O_RDONLY | O_DIRECTORY)
        } catch {
            throw RunnerError(
                .cannotWrite,
                "the output '\(target.path)' cannot be written: \(error)",
                help: "the complete file is kept as '\(target.partialPath)'"
            )
        }
    }

    /// A file that appeared under the name meanwhile is not replaced unless that was asked for.
    private func giveName(_ target: Target) throws(SystemFailure) {
        if !replaces {
            if link(target.partialPath, target.path) == 0 {
                unlink(target.partialPath)
                return
            }
            // Some file systems have no hard links; there the name is looked at first.
            guard errno != EEXIST, access(target.path, F_OK) != 0 else { throw SystemFailure(number: EEXIST) }
        }
        guard rename(target.partialPath, target.path) == 0 else { throw SystemFailure(number: errno) }
    }

    private func synchronize(_ path: String, _ flags: Int32) throws(SystemFailure) {
        let descriptor = open(path, flags | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemFailure(number: errno) }
        defer { close(descriptor) }
        // Some file systems cannot synchronize a folder; the file itself is on disk then.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw SystemFailure(number: errno) }
    }
}

/// An `errno`.
private struct SystemFailure: Error, CustomStringConvertible {
    let number: Int32
    var description: String { String(cString: strerror(number)) }
}
