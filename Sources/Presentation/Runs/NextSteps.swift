import FoundationEssentials
import InferenceKit
import ModelSupply
import RunStore

/// The next steps for a run, as commands.
package struct NextSteps {
    /// A command and what it is for.
    package struct Step: Sendable, Hashable {
        /// The command, ready for a shell.
        package var command: String
        /// A short description.
        package var purpose: String
    }

    /// The commands, the most likely first.
    package let steps: [Step]

    /// - Parameters:
    ///   - standing: The run.
    ///   - name: Its name in the suggested commands.
    ///   - state: The option that names the store in suggested commands, if needed.
    package init(_ standing: RunStanding, name: String, state: [String]) {
        func runs(_ command: String, _ more: String..., purpose: String) -> Step {
            Step(command: CommandText.runner(["runs", command, name] + more + state), purpose: purpose)
        }
        let run = standing.run
        switch run.status {
        case .succeeded:
            steps = []
        case .failed, .canceled:
            steps = [Self.again(run, state)]
        case .unknown:
            steps = [
                runs("show", "--support", purpose: "what the service's support needs to find the submission"),
                runs("resume", "--resubmit", purpose: "submit again, once you know that it was not accepted"),
                runs(
                    "resume",
                    "--task",
                    "ID",
                    purpose: "fetch its result, once you know that it was accepted and its id"
                ),
                runs("rm", "--force", purpose: "remove the run, if it is no longer wanted"),
            ]
        case .queued, .starting, .processing:
            if standing.isDriven {
                steps = [
                    runs("wait", purpose: "wait until it ends and get its result"),
                    runs("cancel", purpose: "cancel it, and its task at the service"),
                ]
            } else if !standing.actions.contains(.resume), !standing.actions.contains(.again) {
                steps = [
                    runs(
                        "wait",
                        purpose: "wait until a process such as 'runner work' has executed it, and get its result"
                    ),
                    runs("cancel", purpose: "cancel it, and its task at the service"),
                ]
            } else if standing.canGoOn {
                steps = [
                    runs("resume", purpose: "continue where it stopped; nothing is paid for twice"),
                    runs("cancel", purpose: "cancel it, and its task at the service"),
                ]
            } else {
                steps = [Self.again(run, state), runs("rm", purpose: "remove the run; its emulator has stopped")]
            }
        }
    }

    /// The command that repeats the prediction.
    private static func again(_ run: Run, _ state: [String]) -> Step {
        let inputs = run.input.given.keys.sorted().flatMap { name in
            let paths = run.input.files.filter { $0.name == name || $0.name.hasPrefix("\(name)[") }.map(\.path)
            let given = run.input.given[name] ?? .null
            let texts = paths.isEmpty ? (given.array ?? [given]).map(text) : paths
            return texts.map { "\(name)=\($0)" }
        }
        let service = run.service
        let options = service.usesOwnEmulator ? ["--emulator"] : service.endpoint.map { ["--endpoint", $0] } ?? []
        let staging = service.usesOwnEmulator ? [] : service.staging.map { ["--staging", $0] } ?? []
        let words = ["predict", run.model.directory] + options + staging + state
        return Step(
            command: CommandText.runner(words + (inputs.isEmpty ? [] : ["--input"] + inputs)),
            purpose: run.input.isComplete
                ? "predict again, as a new run"
                : "predict again; add the part of the links after '?', which is never stored"
        )
    }

    private static func text(_ value: JSONValue) -> String {
        value.string ?? value.text
    }
}
