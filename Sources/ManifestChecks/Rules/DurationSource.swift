package import Diagnostics
import ManifestDecoding
internal import ModelManifest
import YAML

extension Rule {
    /// A `duration_from` that names no input with a duration.
    package static let durationSource = Rule(
        "duration-source",
        "'duration_from' names an audio or video input, which has a duration.",
        isMandatory: true
    )
}

/// A price per second needs the number of seconds.
enum DurationSource: ManifestRule {
    static var rule: Rule { .durationSource }

    /// Reports a `duration_from` that cannot give the length of the output.
    static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        guard let pricing = manifest.pricing, let name = pricing.value.durationFrom else { return }
        guard manifest.hasAllInputs, !manifest.brokenInputs.contains(name) else { return }
        let place = pricing.place(of: "duration_from")
        let input = manifest.inputs.first { $0.value.name == name }
        if let input, hasDuration(input.value) { return }
        let timed = manifest.manifest.inputs.filter(hasDuration).map(\.name)
        let help = timed.isEmpty ? "declare an audio or video input" : "inputs with a duration: \(listed(timed, "and"))"
        guard let input else {
            let near = nearest(to: name, in: timed).map { "did you mean '\($0)'? " } ?? ""
            findings.report(.durationSource, "no input is named \(quoted(name))", at: place, help: near + help)
            return
        }
        findings.report(
            .durationSource,
            "input \(quoted(name)) has no duration, because it is \(input.value.type.nameWithArticle)",
            at: place,
            help: help,
            notes: [("\(quoted(name)) is declared here", input.place)]
        )
    }

    private static func hasDuration(_ input: InputDeclaration) -> Bool {
        input.type == .audio || input.type == .video
    }
}
