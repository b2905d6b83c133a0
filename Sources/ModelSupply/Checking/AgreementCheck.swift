internal import Diagnostics
internal import FoundationEssentials
internal import Hashing
internal import InferenceKit
internal import ManifestChecks
internal import ModelBuild
internal import ModelManifest

/// Compares a model's manifest with its code before its first run; otherwise a difference would show only after paying.
///
/// Each content of code and manifest is checked once. That they agree is noted in the cache, out of the model's reach.
package struct AgreementCheck: Sendable {
    private let installation: Installation

    /// Prepares to check models.
    ///
    /// - Parameter installation: Where programs, caches and compilers are.
    package init(_ installation: Installation) {
        self.installation = installation
    }

    /// Refuses a model whose manifest and code disagree.
    ///
    /// A model that cannot be described, because its `init` needs more than it gets here, is accepted.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - library: Its compiled code.
    /// - Throws: `ModelBuildError` with `manifest-disagrees`, or `CancellationError`.
    package func check(_ model: ModelDirectory, library: String) async throws {
        guard let note = try note(model, library), !FileManager.default.fileExists(atPath: note) else { return }
        let findings: [Diagnostic]
        do {
            findings = try await CodeCheck(installation).disagreements(of: model, library: library)
        } catch let error as CancellationError {
            throw error
        } catch {
            return
        }
        let errors = findings.filter { $0.severity == .error }
        guard !errors.isEmpty else {
            // Without the note, the next run checks again.
            _ = FileManager.default.createFile(atPath: note, contents: nil)
            return
        }
        throw ModelBuildError(
            .disagreement,
            "the manifest and the code of the model in '\(model.path)' do not agree",
            help: "correct \(errors.count == 1 ? "this" : "these"); check with 'runner validate --compile'",
            findings: errors,
            compilerOutput: model.rendered(errors).trimmingLineFeed
        )
    }

    /// The file that notes that this manifest and this code agree; `nil` for code of a bundle, which was checked when it was built.
    private func note(_ model: ModelDirectory, _ library: String) throws -> String? {
        let manifest = try SHA256.digest(of: model.decoded.bytes).hex.prefix(16)
        return try ModelLibraries(installation).note("agrees-\(manifest)", about: library)
    }
}

extension String {
    fileprivate var trimmingLineFeed: String { hasSuffix("\n") ? String(dropLast()) : self }
}
