package import Diagnostics
package import ManifestChecks
package import ManifestDecoding

/// Checks manifests in parallel.
package struct ManifestValidator: Sendable {
    /// What to do with findings that have a fix.
    package enum FixMode: Sendable {
        /// They are reported as all others.
        case report
        /// The files are changed.
        case write
        /// The changes are shown, the files stay as they are.
        case show
    }

    private let format: any ReportFormat
    private let fixMode: FixMode
    private let warningsAreErrors: Bool
    private let profile: Profile?
    private let beside: @Sendable (DecodedManifest) -> [Diagnostic]

    /// Creates a validator.
    ///
    /// - Parameters:
    ///   - format: How findings are written.
    ///   - fixMode: What to do with findings that have a fix.
    ///   - warningsAreErrors: Whether each warning counts as an error.
    ///   - profile: Whose rules to apply; nil for those that each one's kernel suggests.
    ///   - beside: Checks the files beside a manifest; called on several threads.
    package init(
        format: any ReportFormat,
        fixMode: FixMode = .report,
        warningsAreErrors: Bool = false,
        profile: Profile? = nil,
        beside: @escaping @Sendable (DecodedManifest) -> [Diagnostic] = { _ in [] }
    ) {
        self.format = format
        self.fixMode = fixMode
        self.warningsAreErrors = warningsAreErrors
        self.profile = profile
        self.beside = beside
    }

    /// Checks all manifests that a search has found.
    ///
    /// Only the path of a manifest without findings is kept, so memory grows with the findings, not with the files.
    ///
    /// - Parameters:
    ///   - search: What was found, and what could not be searched.
    ///   - additions: When files came into their repository, in seconds since 1970, by path; asked only about files that clash.
    /// - Returns: All files and what was found in them, sorted by path.
    package func validate(
        _ search: ManifestSearch,
        additions: (_ paths: [String]) async -> [String: Int]
    ) async -> ValidationResult {
        let parts = ConcurrentWork.gather(from: search.manifests, into: ValidationResult()) { check($0, into: &$1) }
        var result = ValidationResult()
        for part in parts { result.merge(part) }
        for problem in search.problems { result.add([problem], path: problem.location.path, writtenBy: write) }
        result.sort()
        for diagnostic in await clashes(of: result.models, additions) {
            result.add(write(diagnostic), path: diagnostic.location.path)
        }
        return result
    }

    /// Compares manifests with each other; of two that clash, the one that came last has the finding.
    private func clashes(
        of models: [(path: String, manifest: DecodedManifest)],
        _ additions: ([String]) async -> [String: Int]
    ) async -> [Diagnostic] {
        let found = ManifestRules.check(registry: models)
        guard !found.isEmpty else { return [] }
        let paths = Set(found.flatMap { [$0.location.path] + $0.notes.map(\.location.path) })
        let times = await additions(paths.sorted())
        return ManifestRules.check(registry: FileAge.oldestFirst(models, times) { $0.path })
    }

    /// Checks the text of one manifest, such as that of an editor's buffer.
    ///
    /// - Parameters:
    ///   - bytes: The text.
    ///   - path: The name of the file in findings.
    /// - Returns: What was found.
    package func validate(_ bytes: [UInt8], path: String) -> ValidationResult {
        var result = ValidationResult()
        let decoded = ManifestFile.decode(bytes, path: path, profile: profile)
        let source = decoded.source
        result.add(decoded.diagnostics, path: path) { write($0) { $0 == path ? source : nil } }
        return result
    }

    /// Adds findings of other checks, in the manifests or in other files.
    ///
    /// - Parameters:
    ///   - diagnostics: The findings.
    ///   - result: Receives them.
    package func add(_ diagnostics: [Diagnostic], to result: inout ValidationResult) {
        for diagnostic in diagnostics { result.add(write(diagnostic), path: diagnostic.location.path) }
    }
}

// MARK: - One file

extension ManifestValidator {
    private func check(_ path: String, into result: inout ValidationResult) {
        let decoded = fixed(ManifestFile.read(path: path, profile: profile), into: &result)
        let source = decoded.diagnostics.isEmpty ? nil : decoded.source
        result.add(decoded.diagnostics, path: path) { write($0) { $0 == path ? source : nil } }
        for (path, found) in Dictionary(grouping: beside(decoded), by: \.location.path) {
            result.add(found, path: path, writtenBy: write)
        }
        result.add(decoded.forComparison)
    }

    /// Makes the fixes of a file, if requested, and returns the remaining findings.
    private func fixed(_ decoded: DecodedManifest, into result: inout ValidationResult) -> DecodedManifest {
        guard fixMode != .report, decoded.diagnostics.contains(where: { $0.fix != nil }) else { return decoded }
        let path = decoded.path
        let fixed = FixedManifest(decoded) { ManifestFile.decode($0, path: path, profile: profile) }
        guard fixed.count > 0 else { return decoded }
        if fixMode == .show {
            let text = UnifiedDiff.text(from: decoded.bytes, to: fixed.decoded.bytes, path: path)
            result.addFix(of: path, findings: fixed.count, diff: text)
            return decoded
        }
        do throws(FixFailure) {
            try FileReplacement.replace(path, decoded.bytes, with: fixed.decoded.bytes)
        } catch {
            result.add(error)
            return decoded
        }
        result.addFix(of: path, findings: fixed.count, diff: "")
        return fixed.decoded
    }

    private func write(_ diagnostic: Diagnostic) -> ReportedFile.Finding {
        write(diagnostic) { ManifestFile.source(path: $0) }
    }

    private func write(_ diagnostic: Diagnostic, source: (String) -> SourceText?) -> ReportedFile.Finding {
        var diagnostic = diagnostic
        if warningsAreErrors { diagnostic.severity = .error }
        return ReportedFile.Finding(diagnostic, as: format, source: source)
    }
}
