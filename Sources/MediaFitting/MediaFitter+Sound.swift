internal import Media
internal import Quantities

extension MediaFitter {
    /// Writes sound in the first of the planned ways whose file meets the limits.
    func fitSound(
        _ path: String,
        _ source: FitSource,
        _ target: FitTarget,
        _ trim: TrimRange?
    ) async throws -> FittedFile {
        guard source.hasSound else { throw FitError(.notConvertible, "it has no sound", help: "use another file") }
        try Self.check(trim, source)
        let plan = SoundPlan(source: source, target: target, trim: trim)
        var smallest = Int64.max
        for encoding in plan.encodings {
            try Task.checkCancellation()
            let output = "\(scratch)/fitted.\(encoding.format.fileExtension)"
            let errors = try await tools.convert(["-i", "file:\(path)"], plan.arguments(encoding), to: output)
            try check(errors, try measure(output), plan.expectedSeconds, source)
            let bytes = size(of: output)
            if target.allows(bytes: bytes) {
                return FittedFile(path: output, changes: plan.changes(encoding, bytes: bytes))
            }
            smallest = min(smallest, bytes)
        }
        throw FitError.tooStrict(smallest)
    }

    /// Writes a video with the best quality whose file meets the limits.
    func fitVideo(
        _ path: String,
        _ source: FitSource,
        _ target: FitTarget,
        _ trim: TrimRange?
    ) async throws -> FittedFile {
        guard source.hasVideo else { throw FitError(.notConvertible, "it has no video", help: "use another file") }
        try Self.check(trim, source)
        let plan = VideoPlan(source: source, target: target, trim: trim)
        let sound = SoundPlan(source: source, target: target, trim: trim)
        var smallest = Int64.max
        let output = "\(scratch)/fitted.mp4"
        for quality in VideoPlan.qualities {
            try Task.checkCancellation()
            let errors = try await tools.convert(["-i", "file:\(path)"], plan.arguments(quality: quality), to: output)
            try check(errors, try measure(output), sound.expectedSeconds, source)
            let bytes = size(of: output)
            if target.allows(bytes: bytes) { return FittedFile(path: output, changes: plan.changes(bytes: bytes)) }
            smallest = min(smallest, bytes)
        }
        throw FitError.tooStrict(smallest)
    }

    /// Refuses a part that is not in the file.
    private static func check(_ trim: TrimRange?, _ source: FitSource) throws(FitError) {
        guard let trim, let seconds = source.seconds, trim.start >= seconds else { return }
        throw FitError(
            .notConvertible,
            "the part to keep begins at \(UnitText.number(trim.start)) s, and the file is only "
                + "\(UnitText.readable(.seconds(seconds))) long",
            help: "choose an earlier beginning"
        )
    }

    /// Refuses a result that is shorter than its source.
    ///
    /// Streams of AMR, ADTS and the like do not say how long they are, and ffprobe guesses; there, only errors while the
    /// file was decoded show that a part is missing.
    private func check(
        _ errors: [String],
        _ result: MediaInfo,
        _ expected: Double?,
        _ source: FitSource
    ) throws(FitError) {
        let seconds = result.duration.map { $0 / .seconds(1) } ?? 0
        guard seconds > 0 else { throw FitError(.failed, "no sound could be decoded", help: "use another file") }
        let isComplete = expected.map { seconds >= $0 - 0.15 } ?? false
        if source.isMeasured, !isComplete {
            throw FitError(
                .failed,
                "only \(UnitText.readable(.seconds(seconds))) of it could be decoded",
                help: "check that the file plays to its end elsewhere"
            )
        }
        if !errors.isEmpty, !(source.isMeasured && isComplete) {
            throw FitError(
                .failed,
                "a part of it cannot be decoded: \(FitTools.reason(errors[0]))",
                help: "check that the file plays to its end elsewhere"
            )
        }
    }
}

extension FitError {
    /// No result was small enough.
    static func tooStrict(_ smallest: Int64) -> FitError {
        let found = smallest == .max ? "" : "; the smallest result has \(UnitText.readable(bytes: smallest))"
        return FitError(.tooStrict, "no result is small enough\(found)", help: "use a shorter or smaller file")
    }
}
