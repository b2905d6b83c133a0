internal import ErrorReporting
internal import FoundationEssentials
internal import InferenceKit
internal import Media
package import ModelInputs
package import ModelManifest
package import ModelSupply
internal import WorkerProtocol

/// Checks linked files before anything is paid for: status, type, length, and the first bytes.
package struct RemoteInputCheck: Sendable {
    /// How much of a file is fetched; most inputs are smaller, so that all of them is checked.
    private static let limitBytes: Int64 = 8 << 20

    private let manifest: Manifest
    private let host: ProbeHost
    private let temporaryDirectory: String

    /// Prepares a check.
    ///
    /// - Parameters:
    ///   - manifest: What is allowed.
    ///   - service: How the network is reached.
    ///   - reach: Which links are allowed.
    ///   - installation: Where the prober is, and where the first bytes are stored for a moment.
    package init(
        _ manifest: Manifest,
        _ service: ServiceSettings,
        _ reach: InputCheck.Reach,
        _ installation: Installation
    ) {
        self.manifest = manifest
        var settings = service.probeSettings
        settings.allowsLoopback = reach.allowsLoopback
        host = ProbeHost(program: installation.workerProgram, settings: settings)
        temporaryDirectory = installation.temporaryDirectory
    }

    /// Checks every link among the inputs.
    ///
    /// - Parameter checked: Inputs that fit the manifest.
    /// - Returns: The same, with what is known now of the linked files, and why some cannot be used.
    /// - Throws: ``RunnerError``.
    package func examine(
        _ checked: CheckedInputs
    ) async throws -> (checked: CheckedInputs, violations: [InputViolation]) {
        let links = checked.files.indices.filter { checked.files[$0].url != nil }
        guard !links.isEmpty else { return (checked, []) }
        let directory = try ScratchDirectory(in: temporaryDirectory)
        defer { directory.remove() }
        let path = { (index: Int) in "\(directory.path)/\(index)" }
        let findings = try await host.findings(
            of: links.map {
                .link(url: checked.files[$0].url ?? "", path: path($0), limitBytes: Self.limitBytes)
            }
        )
        var checked = checked
        var violations: [InputViolation] = []
        for (index, answer) in zip(links, findings.answers) {
            let name = checked.files[index].name
            guard var declaration = manifest.input(CheckedInputs.input(ofFile: name)) else { continue }
            declaration.name = name
            let unchecked = FileInputCheck.unchecked(declaration.name, hasService: manifest.service != nil)
            checked.warnings.removeAll { $0 == unchecked }
            var file = checked.files[index]
            violations += judge(answer, path(index), declaration, &file, &checked.warnings)
            try checked.replace(file, at: index)
        }
        violations += ConditionCheck(manifest).check(&checked, linksOnly: true)
        return (checked, violations)
    }
}

// MARK: - One link

extension RemoteInputCheck {
    private func judge(
        _ answer: ProbeAnswer,
        _ path: String,
        _ declaration: InputDeclaration,
        _ file: inout MediaFile,
        _ warnings: inout [String]
    ) -> [InputViolation] {
        let refuse = { (message: String, help: String) in
            [InputViolation(input: declaration.name, message: message, help: help)]
        }
        let everybody =
            "the service must be able to fetch it: give a direct link that works without a login"
        let facts: LinkFacts
        switch answer {
        case .link(let found): facts = found
        case .fails(let error): return refuse("the link cannot be fetched: \(error.message)", everybody)
        case .emulator, .works, .service, .files: return []
        }
        guard (200...299).contains(facts.status) else {
            return refuse("the link cannot be fetched: the server returned HTTP \(facts.status)", everybody)
        }
        if facts.isRedirected {
            warnings.append(
                "input '\(declaration.name)': the link is a redirect, which the service may not follow"
            )
        }
        if facts.totalBytes == 0 { return refuse("the linked file is empty", "check the link") }
        let source: FileBeginning
        do {
            source = try FileBeginning(of: facts.totalBytes, at: path)
        } catch {
            return refuse("the linked file cannot be read: \(error.what)", "try again")
        }
        let violations = MediaLimitCheck(declaration, shown: "the linked file")
            .check(source, isWhole: source.isWhole, file: &file, warnings: &warnings)
        if facts.totalBytes == nil {
            // Values derived from a length were only minimums.
            file.sizeBytes = nil
            file.seconds = nil
        }
        return violations
    }
}
