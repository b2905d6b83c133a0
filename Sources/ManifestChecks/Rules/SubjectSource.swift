package import Diagnostics
import ManifestDecoding
internal import ModelManifest
import YAML

extension Rule {
    /// A `subject_of` that names no image input.
    package static let subjectSource = Rule(
        "subject-source",
        "'subject_of' names an image input, in which subjects can be found.",
        isMandatory: true
    )
}

/// A number can choose a subject of a picture only.
enum SubjectSource: ManifestRule {
    static var rule: Rule { .subjectSource }

    /// Reports each `subject_of` that does not name a picture.
    static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        guard manifest.hasAllInputs else { return }
        let images = manifest.manifest.inputs.filter { $0.type == .image }.map(\.name)
        let help = images.isEmpty ? "declare an image input" : "image inputs: \(listed(images, "and"))"
        for input in manifest.inputs {
            guard let name = input.value.subjectOf, !manifest.brokenInputs.contains(name), !images.contains(name) else {
                continue
            }
            let place = input.place(of: "subject_of")
            guard let other = manifest.inputs.first(where: { $0.value.name == name }) else {
                let near = nearest(to: name, in: images).map { "did you mean '\($0)'? " } ?? ""
                findings.report(.subjectSource, "no input is named \(quoted(name))", at: place, help: near + help)
                continue
            }
            findings.report(
                .subjectSource,
                "input \(quoted(name)) has no subjects, because it is \(other.value.type.valueWithArticle)",
                at: place,
                help: help,
                notes: [("\(quoted(name)) is declared here", other.place)]
            )
        }
    }
}
