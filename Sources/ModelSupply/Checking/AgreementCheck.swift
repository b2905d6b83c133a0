internal import Diagnostics
internal import FoundationEssentials
internal import Hashing
internal import InferenceKit
internal import ModelBuild
internal import ModelManifest

/// Holds a model's manifest against its code before its first run, since what they disagree about comes out after paying otherwise.
///
/// A model is asked once for each content of its code and its manifest; that they agree is noted beside the compiled code.
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
    /// A model that cannot be described, since its `init` needs more than it gets here, is left to its run.
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
            // Without the note the model is asked once more, and nothing else.
            _ = FileManager.default.createFile(atPath: note, contents: nil)
            return
        }
        throw ModelBuildError(
            .disagreement,
            "the manifest and the code of the model in '\(model.path)' do not agree",
            help: "mend \(errors.count == 1 ? "this" : "these"); 'runner validate --compile' tells when all is well",
            findings: errors,
            compilerOutput: model.rendered(errors).trimmingLineFeed
        )
    }

    /// The file that says that this manifest and this code agree; `nil` for code that came compiled, which was checked then.
    private func note(_ model: ModelDirectory, _ library: String) throws -> String? {
        guard library.hasPrefix("\(try installation.cacheFolder())/") else { return nil }
        let manifest = try SHA256.digest(of: model.decoded.bytes).hex.prefix(16)
        return "\(URL(filePath: library).deletingLastPathComponent().path)/agrees-\(manifest)"
    }
}

extension String {
    fileprivate var trimmingLineFeed: String { hasSuffix("\n") ? String(dropLast()) : self }
}
