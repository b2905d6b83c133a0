internal import Addresses
internal import ErrorReporting
internal import MediaFitting
package import ModelInputs
internal import ModelManifest
internal import ModelOutputs
package import ModelSupply
internal import ServiceAccess
package import SubjectMasks

/// Answers who is subject 0, 1 or 2 of a picture, before anything is paid for.
package struct SubjectSearch: Sendable {
    /// What was found.
    package struct Report: Sendable {
        /// The model's full name.
        package let model: String
        /// The input whose number chooses a subject.
        package let input: String
        /// The width of the user's own picture in pixels, upright; points of it choose a subject.
        package let width: Int
        /// The height of that picture in pixels.
        package let height: Int
        /// The subjects, in the order of their numbers, in pixels of that picture.
        package let subjects: [FoundSubject]
        /// What was changed in the picture.
        package let fitted: [FittedInput]
    }

    private let preparation: Preparation

    /// Prepares searches.
    ///
    /// - Parameters:
    ///   - registry: Where models are looked for.
    ///   - installation: Where programs, caches and compilers are.
    package init(registry: Registry, installation: Installation) {
        preparation = Preparation(registry: registry, installation: installation, store: nil)
    }

    /// Finds the subjects of a picture.
    ///
    /// - Parameters:
    ///   - request: The model, the picture and how the service is reached; other inputs are not needed.
    ///   - overlay: Where a PNG file with the outlines and numbers goes; `nil` for none.
    ///   - masks: The directory where the mask of each subject goes, a PNG file with the number as its name; `nil` for none.
    ///   - stop: Lets the user stop waiting.
    ///   - watch: Called with everything that happens.
    /// - Returns: The subjects.
    /// - Throws: ``RunnerError``, ``InputViolations``, ``PreparationFindings``, or what the model throws.
    package func find(
        _ request: PredictionRequest,
        overlay: String?,
        masks: String? = nil,
        stop: StopSignal = StopSignal(),
        watch: @escaping @Sendable (RunUpdate) -> Void
    ) async throws -> Report {
        let (prepared, chooser) = try await preparation.prepareSubjects(request, watch)
        for warning in prepared.warnings { watch(.warning(warning)) }
        return try await prepared.withEmulator(watch) { run in
            let shield = KeyShield(run.service, of: run.model.manifest)
            let shown = { @Sendable (update: RunUpdate) in watch(shield.shielded(update)) }
            let library = try await run.compile(stop: stop, watch: shown)
            let scratch = try ScratchDirectory(in: run.installation.temporaryDirectory)
            defer { scratch.remove() }
            let found: SubjectPicture
            do {
                let picture = chooser.subjectOf ?? ""
                found = try await run.subjects(
                    of: picture,
                    library,
                    scratch.path,
                    recorder: nil,
                    stop: stop,
                    watch: shown
                )
            } catch {
                throw shield.shielded(error)
            }
            if let overlay {
                do {
                    try await found.writeOverlay(to: FilePath.absolute(overlay))
                } catch let error as FitError {
                    throw RunnerError(.cannotWrite, "'\(overlay)' cannot be written: \(error)", help: error.help)
                }
            }
            if let masks {
                do {
                    try await found.writeMasks(to: masks)
                } catch let error as FitError {
                    throw RunnerError(.cannotWrite, "the masks cannot be written: \(error)", help: error.help)
                }
            }
            // The service saw a fitted picture, but '--fit' expects points of the user's own.
            let seen = PixelSize(width: found.width, height: found.height)
            let own = run.fitted.first { $0.input == chooser.subjectOf }?.sourceSize ?? seen
            return Report(
                model: run.model.manifest.fullName,
                input: chooser.name,
                width: own.width,
                height: own.height,
                subjects: found.subjects.map { $0.scaled(from: seen, to: own) },
                fitted: run.fitted
            )
        }
    }
}
