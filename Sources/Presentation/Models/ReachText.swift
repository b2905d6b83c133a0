package import InferenceKit
package import ModelManifest
package import ModelSupply

/// What a model can reach outside its process, for someone who decides whether to trust it.
package struct ReachText {
    private let manifest: Manifest
    private let survey: CodeSurvey?

    /// Describes a model.
    ///
    /// - Parameters:
    ///   - manifest: Its manifest.
    ///   - survey: What its code can reach; `nil` if its files cannot be read.
    package init(_ manifest: Manifest, _ survey: CodeSurvey?) {
        self.manifest = manifest
        self.survey = survey
    }

    /// The hosts, one a line.
    package var hosts: [String] {
        manifest.hosts.isEmpty ? ["none declared: those of the kit's helpers only"] : manifest.hosts
    }

    /// The calls of the kit that reach outside, each with its place.
    package var calls: [String] { places(survey?.calls ?? []) }

    /// What to look at in the code, each with its place.
    package var findings: [String] { places(survey?.findings ?? []) }

    /// The files that are not text.
    package var binaries: [String] { survey?.binaries ?? [] }

    /// The same for programs, as members of an object.
    package var members: [String: JSONValue] {
        [
            "hosts": .array(manifest.hosts.map(JSONValue.string)),
            "imports": .array((survey?.modules ?? []).map(JSONValue.string)),
            "calls": .array((survey?.calls ?? []).map(Self.json)),
            "look_at": .array((survey?.findings ?? []).map(Self.json)),
            "binaries": .array(binaries.map(JSONValue.string)),
        ]
    }

    private func places(_ findings: [CodeSurvey.Finding]) -> [String] {
        findings.map { "\($0.file):\($0.line) \($0.text)" }
    }

    private static func json(_ finding: CodeSurvey.Finding) -> JSONValue {
        .object(["file": .string(finding.file), "line": .int(finding.line), "text": .string(finding.text)])
    }
}
