internal import Addresses
internal import ErrorReporting
internal import Glibc
internal import InferenceKit
internal import Media
internal import MediaFitting
package import ModelManifest
package import ModelSupply

/// Adapts the files of a request to the limits of its model, when the user has asked for that.
package struct InputFitting {
    /// The outcome.
    package struct Outcome {
        /// The inputs; those that were adapted name another file.
        package var inputs: GivenInputs
        /// What was adapted.
        package var fitted: [FittedInput] = []
        /// Why an input could not be adapted, by its name.
        package var failures: [String: InputViolation] = [:]
    }

    private let manifest: Manifest
    private let options: FitOptions
    private let reach: InputCheck.Reach
    private let installation: Installation

    /// Prepares to adapt files.
    ///
    /// - Parameters:
    ///   - manifest: What the inputs have to meet.
    ///   - options: Which of them are adapted.
    ///   - reach: Which files may be used.
    ///   - installation: Where programs and caches are.
    package init(manifest: Manifest, options: FitOptions, reach: InputCheck.Reach, installation: Installation) {
        self.manifest = manifest
        self.options = options
        self.reach = reach
        self.installation = installation
    }

    /// Adapts what has to be adapted; links are left alone.
    ///
    /// - Parameters:
    ///   - given: The inputs.
    ///   - checked: Those that are accepted as they are, whose values decide which conditional limits apply.
    ///   - willFit: Called with the name of an input before its file is adapted.
    /// - Returns: The inputs to use.
    /// - Throws: ``RunnerError`` when nothing can be written, or `CancellationError`.
    package func fit(
        _ given: GivenInputs,
        _ checked: CheckedInputs,
        _ willFit: (String) -> Void
    ) async throws -> Outcome {
        var outcome = Outcome(inputs: given)
        for name in options.trims.keys.sorted() where given.values[name]?.localFile == nil {
            let known = manifest.input(name) != nil
            outcome.failures[name] = InputViolation(
                input: name,
                message: known ? "only a file of this machine can be trimmed" : "the model has no such input to trim",
                help: known ? "give a file, or omit --trim" : "write --trim INPUT=FROM:TO with an input of the model"
            )
        }
        for declaration in manifest.inputs where options.includes(declaration.name) {
            guard let file = given.values[declaration.name]?.localFile, isAllowed(given, declaration.name),
                let target = FitTarget(declaration, and: conditionalLimits(of: declaration, checked)),
                needsFitting(file.path, target, options.trims[declaration.name])
            else { continue }
            willFit(declaration.name)
            do {
                let (path, changes, size) = try await fit(file.path, target, options.trims[declaration.name])
                let name = file.shown
                outcome.inputs.set(declaration.name, .stored(StoredFile(path: path, shown: "\(name), fitted,")))
                movePoints(of: declaration.name, &outcome.inputs, from: size, path)
                outcome.fitted.append(
                    FittedInput(input: declaration.name, shown: name, changes: changes, sourceSize: size)
                )
            } catch let error as FitError {
                // What the file is says more than that it cannot be converted.
                if error.code == .notConvertible, options.trims[declaration.name] == nil { continue }
                outcome.failures[declaration.name] = InputViolation(
                    input: declaration.name,
                    message: "\(file.shown) cannot be fitted: \(error)",
                    help: error.help
                )
            }
        }
        return outcome
    }

    /// Whether a file may be read: a remote caller cannot name a file of this machine.
    private func isAllowed(_ given: GivenInputs, _ name: String) -> Bool {
        if case .stored = given.values[name] { return true }
        return reach.allowsPaths
    }

    private func conditionalLimits(of input: InputDeclaration, _ checked: CheckedInputs) -> [InputDeclaration] {
        let values = checked.values.compactMapValues(ScalarValue.init(json:))
        return input.conditional.filter { !$0.isWarning && $0.applies(to: values) }.map(\.limits)
    }

    /// Whether a file has to be adapted; one that is missing or damaged is reported as it is.
    private func needsFitting(_ path: String, _ target: FitTarget, _ trim: TrimRange?) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        do {
            let info = try MediaProbe.probe(path: path)
            return trim != nil || !target.accepts(info, bytes: Int64(status.st_size))
        } catch {
            return error.code == .unrecognized
        }
    }

    private func fit(
        _ path: String,
        _ target: FitTarget,
        _ trim: TrimRange?
    ) async throws -> (path: String, changes: [String], sourceSize: PixelSize?) {
        let path = FilePath.absolute(path)
        let cache = try FittedFileCache(installation)
        let key = try FittedFileCache.key(of: path, target, trim)
        if let found = cache.file(key) { return found }
        let scratch = try ScratchDirectory(in: installation.temporaryDirectory)
        defer { scratch.remove() }
        let fitted = try await MediaFitter(
            path,
            environment: installation.environment,
            scratch: scratch.path,
            confiner: installation.workerProgram
        ).fit(to: target, trim: trim)
        let changes = fitted.changes.map(\.description)
        let size = fitted.sourceSize
        let place = try cache.keep(fitted.path, changes, size, as: key, named: name(of: fitted.path, from: path))
        return (place, changes, size)
    }

    /// Scales the points that choose a subject of a picture with the picture; users count the pixels of their own file.
    private func movePoints(of picture: String, _ inputs: inout GivenInputs, from size: PixelSize?, _ path: String) {
        guard let size, let info = try? MediaProbe.probe(path: path), let width = info.width, let height = info.height
        else { return }
        for declaration in manifest.inputs where declaration.subjectOf == picture {
            guard let point = inputs.values[declaration.name]?.point, point.x < Double(size.width),
                point.y < Double(size.height)
            else { continue }
            let moved = point.scaled(from: size, to: PixelSize(width: width, height: height))
            inputs.set(declaration.name, .text(moved.text))
        }
    }

    /// The name of the source with the ending of the result; the service sees it.
    private func name(of result: String, from path: String) -> String {
        let name = path.split(separator: "/").last ?? "input"
        let stem = name.lastIndex(of: ".").map { name[..<$0] } ?? name
        let ending = result.split(separator: ".").last ?? ""
        return "\(stem.isEmpty || stem.hasPrefix(".") ? "input" : stem).\(ending)"
    }
}
