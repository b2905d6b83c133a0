import Glibc
import Sandbox

/// Confines itself by the rules in its arguments, then tries things and says what came of each: `ok`, or the errno.
///
/// `sandbox-exerciser [RULES] VERSION ATTEMPT[=VALUE]…`, where VERSION is the version of Landlock to use: `0` for none, `own` for
/// the kernel's own, or `off` to apply nothing.
@main
enum SandboxExerciser {
    static func main() {
        var arguments = Array(CommandLine.arguments.dropFirst())
        do throws(SandboxError) {
            let rules = try SandboxRules(takingFrom: &arguments)
            let version = arguments.isEmpty ? "" : arguments.removeFirst()
            let complete = rules.withSystem(libraries: SandboxRules.loadedLibraryDirectories())
            switch version {
            case "off": break
            case "own": try Confinement.apply(complete)
            default:
                let support = SandboxSupport(landlockVersion: Int(version) ?? 0, hasSeccomp: true)
                try Confinement.apply(complete, support: support)
            }
        } catch {
            say("not confined: \(error)")
            exit(1)
        }
        for argument in arguments {
            let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
            say("\(argument): \(Attempt(name: parts[0], value: parts.count > 1 ? parts[1] : "").outcome)")
        }
    }

    private static func say(_ line: String) {
        _ = "\(line)\n".withCString { write(STDOUT_FILENO, $0, strlen($0)) }
    }
}
