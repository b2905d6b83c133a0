package import Diagnostics
import ManifestDecoding
internal import ModelManifest
internal import Patterns

extension Rule {
    /// A regular expression that cannot be used.
    package static let badPattern = Rule(
        "bad-pattern",
        "A pattern is a regular expression of at most 500 bytes, without look-around and references to groups.",
        isMandatory: true
    )
}

/// A pattern must compile before it can check a text.
enum BadPattern: ManifestRule {
    static var rule: Rule { .badPattern }

    /// Reports patterns that cannot be compiled.
    static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        // By index, since a declaration is large and few have a pattern.
        for index in manifest.inputs.indices where manifest.inputs[index].value.pattern != nil {
            let input = manifest.inputs[index]
            guard let pattern = input.value.pattern, let problem = problem(of: pattern) else { continue }
            let (message, help) = explanation(problem, pattern)
            findings.report(.badPattern, message, at: input.place(of: "pattern"), help: help)
        }
    }

    private static func problem(of pattern: String) -> Pattern.Problem? {
        do throws(Pattern.Problem) {
            _ = try Pattern(pattern)
            return nil
        } catch {
            return error
        }
    }

    private static func explanation(_ problem: Pattern.Problem, _ pattern: String) -> (String, String?) {
        switch problem {
        case .tooLong:
            return ("the pattern has \(pattern.utf8.count) bytes; at most \(Pattern.longest) are allowed", nil)
        case .syntax:
            return (
                "\(quoted(pattern)) is not a regular expression",
                "check its brackets and escapes; single quotes keep backslashes as they are"
            )
        case .unsupported(let what):
            return (
                "the pattern uses \(what), which is not supported", "write it without, or check in the model's code"
            )
        case .tooLarge:
            return (
                "the pattern repeats too much", "use smaller numbers in '{…}'; 'length' limits how long a text can be"
            )
        }
    }
}
