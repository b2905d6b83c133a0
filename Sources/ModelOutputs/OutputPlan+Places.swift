internal import Addresses
package import ErrorReporting
internal import FoundationEssentials
internal import Glibc
package import InferenceKit
package import ModelManifest
package import RunStore

extension OutputPlan {
    /// Where the files go, for the record.
    package var places: [OutputPlace] {
        targets.map { target in
            OutputPlace(
                output: target.name,
                path: FilePath.absolute(target.path),
                partialPath: target.partialPath,
                base: target.base.map { FilePath.absolute($0) },
                ending: target.ending,
                host: RunOwner.host
            )
        }
    }

    /// Takes the places of a recorded run, without checking them.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - manifest: Which output files there are.
    ///   - replaces: Whether a file that exists may be replaced, even if the run did not say so.
    /// - Throws: ``RunnerError`` with `model-failed` when the model has other outputs now.
    package init(of run: Run, _ manifest: Manifest, replaces: Bool) throws(RunnerError) {
        var targets: [Target] = []
        for declaration in manifest.outputs where declaration.type.isFile {
            let places = declaration.fileIndices.compactMap { index in
                run.places.first { $0.output == Target.name(of: declaration, at: index) }.map { (index, $0) }
            }
            guard !places.isEmpty else {
                throw RunnerError(
                    .modelFailed,
                    "the model '\(run.model.name)' has an output file '\(declaration.name)' that it did not have when the run began",
                    help: "undo the change to its manifest, or choose a place for the output with -o"
                )
            }
            for (index, place) in places {
                var target = Target(declaration, index: index, path: place.path, base: place.base, ending: place.ending)
                target.partialPath = place.partialPath
                targets.append(target)
            }
        }
        self.init(targets: targets, replaces: replaces || run.replacesFiles)
    }

    /// Moves files that have partly arrived from earlier places.
    ///
    /// - Parameter places: Where an earlier part of the run put it.
    /// - Throws: ``RunnerError`` with `cannot-write`; the file then stays where it was.
    package func move(from places: [OutputPlace]) throws(RunnerError) {
        for target in targets {
            guard let old = places.first(where: { $0.output == target.name })?.partialPath,
                old != target.partialPath, access(old, F_OK) == 0
            else { continue }
            if rename(old, target.partialPath) == 0 { continue }
            do {
                try FileManager.default.copyItem(atPath: old, toPath: target.partialPath)
                unlink(old)
            } catch {
                unlink(target.partialPath)
                throw RunnerError(
                    .cannotWrite,
                    "the partial file '\(old)' cannot be copied to '\(target.partialPath)': \(error)",
                    help: "choose another place with -o"
                )
            }
        }
    }
}

// MARK: - Records that name partial files

extension OutputPlan {
    /// A recorded step whose result names the partial files of this plan where it named those of an earlier one.
    package func renamed(_ step: RecordedStep) -> RecordedStep {
        var step = step
        step.record.result = step.record.result.map(renamed)
        return step
    }

    /// A partial file at its place in this plan; `nil` when there is no such output.
    package func renamed(_ part: PartialDownload) -> PartialDownload? {
        guard let target = targets.first(where: { $0.name == part.output }) else { return nil }
        var part = part
        part.path = target.partialPath
        return part
    }

    private func renamed(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text):
            let target = targets.first { target in
                let token = target.partialPath.split(separator: ".").dropLast().last.map(String.init) ?? ""
                return !token.isEmpty && text.hasPrefix("/") && text.hasSuffix(".\(token).partial")
            }
            return .string(target?.partialPath ?? text)
        case .array(let elements): return .array(elements.map(renamed))
        case .object(let members): return .object(members.mapValues(renamed))
        case .null, .bool, .int, .double: return value
        }
    }
}

extension OutputPlace {
    /// The mark of the run in the name of a partial file: `k3x9q` in `video.mp4.k3x9q.partial`.
    package var token: String {
        let parts = partialPath.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count > 2 ? String(parts[parts.count - 2]) : ""
    }
}
