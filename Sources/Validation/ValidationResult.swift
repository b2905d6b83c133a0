package import Diagnostics
internal import ManifestChecks

/// The result of checking files.
package struct ValidationResult: Sendable {
    /// A file whose findings were fixed, or would be.
    package struct FixedFile: Sendable {
        /// The file as the user named it.
        package let path: String
        /// How many of its findings the changes fix.
        package let findings: Int
        /// The changes for people; empty when they were made.
        package let diff: String
    }

    /// All files that were checked, and the places that could not be searched, sorted by path.
    package private(set) var files: [ReportedFile] = []
    /// The files that were fixed, or would be, sorted by path.
    package private(set) var fixedFiles: [FixedFile] = []
    /// The files that could not be written, sorted by path.
    package private(set) var failures: [FixFailure] = []
    /// The manifests, to compare them with each other, sorted by path.
    private(set) var models: [(path: String, manifest: DecodedManifest)] = []

    /// How many findings have a severity.
    ///
    /// - Parameter severity: How much a finding matters.
    /// - Returns: Their number in all files.
    package func count(_ severity: Severity) -> Int {
        files.reduce(0) { $0 + $1.count(severity) }
    }
}

// MARK: - Gathering

extension ValidationResult {
    /// Adds a file with its findings.
    mutating func add(
        _ diagnostics: [Diagnostic],
        path: String,
        writtenBy write: (Diagnostic) -> ReportedFile.Finding
    ) {
        var file = ReportedFile(path: path)
        for diagnostic in diagnostics { file.add(write(diagnostic)) }
        files.append(file)
    }

    /// Adds a finding to a file, and the file where it was not added before; they are sorted already.
    mutating func add(_ finding: ReportedFile.Finding, path: String) {
        var (lower, upper) = (0, files.count)
        while lower < upper {
            let middle = (lower + upper) / 2
            if files[middle].path < path { lower = middle + 1 } else { upper = middle }
        }
        if lower == files.count || files[lower].path != path { files.insert(ReportedFile(path: path), at: lower) }
        files[lower].add(finding)
    }

    /// Adds a manifest to compare with the others.
    mutating func add(_ manifest: DecodedManifest) {
        models.append((manifest.path, manifest))
    }

    /// Adds a file whose findings were fixed, or would be.
    mutating func addFix(of path: String, findings: Int, diff: String) {
        fixedFiles.append(FixedFile(path: path, findings: findings, diff: diff))
    }

    /// Adds a file that could not be written.
    mutating func add(_ failure: FixFailure) {
        failures.append(failure)
    }

    /// Adds the results of another worker.
    mutating func merge(_ other: ValidationResult) {
        files += other.files
        fixedFiles += other.fixedFiles
        failures += other.failures
        models += other.models
    }

    /// Makes the order independent of the workers' speed.
    mutating func sort() {
        files.sort { $0.path < $1.path }
        fixedFiles.sort { $0.path < $1.path }
        failures.sort { $0.path < $1.path }
        models.sort { $0.path < $1.path }
    }
}
