import ArgumentParser
import CommandParsing
import Diagnostics
import ErrorReporting
import InferenceKit
import ModelSupply
import Presentation
import RunnerCore

/// `runner verify [MODEL…]`: compares models with the lock.
struct Verify: AsyncParsableCommand {
    private static let exitCodes = ExitCodeText.sentence([
        .success: "all models match the lock, or are in no lock",
        .findings: "a model differs or is missing",
        .usage: "usage",
        .invalidInput: "a model cannot be pinned",
        .cannotWrite: "the lock cannot be written",
        .configuration: "the lock cannot be read",
        .interrupted: "interrupted, or not accepted",
    ])

    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Compare models with runner.lock, or accept them as they are.",
        discussion: """
            \(exitCodes)
            """
    )

    @Argument(help: "Models' directories, or their names. Default: all of the registry.")
    var models: [String] = []

    @Flag(help: "Pin the named models as they are now, after showing the differences.")
    var accept = false

    @OptionGroup var consent: ConfirmationOptions

    @Flag(help: "Print one JSON object on standard output.")
    var json = false

    @OptionGroup var registry: RegistryOptions

    @OptionGroup var cache: CacheOptions

    func validate() throws {
        if accept, models.isEmpty {
            throw ValidationError("--accept needs the name of a model", help: "list each model to accept")
        }
    }

    func run() async throws {
        let verification = RegistryVerification(registry.registry, cache.installation)
        let findings =
            try models.isEmpty ? verification.findings() : models.map { try verification.finding(of: $0) }
        if !json || accept { show(findings) }
        if accept {
            try await Interruption.canceling { try await accept(findings, verification) }
        } else if findings.contains(where: { [.changed, .gone].contains($0.status) }) {
            if json { Terminal.print(document(findings)) }
            throw EndedEarly(.findings)
        }
        if json { Terminal.print(document(findings)) }
    }

    private func accept(_ findings: [RegistryVerification.Finding], _ verification: RegistryVerification) async throws {
        let open = findings.filter { $0.status != .ok }
        guard !open.isEmpty else { return Terminal.say("the lock already matches") }
        try await consent.ask("Accept \(open.count == 1 ? "it" : "them") as shown?", declined: "nothing was accepted")
        try verification.accept(open, on: ModelLock.today())
    }

    /// Findings are results, unless they are shown for approval.
    private func show(_ findings: [RegistryVerification.Finding]) {
        let write = { (line: String) in accept ? Terminal.say(line) : Terminal.print(line) }
        for finding in findings {
            write("\(printable(finding.directory)): \(finding.status.rawValue)")
            for difference in finding.differences {
                write("  \(printable(difference.path)): \(difference.kind.rawValue)")
            }
            for path in finding.alteredCode { write("  \(printable(path)): changed; it is not loaded") }
            if !finding.alteredCode.isEmpty {
                Terminal.say("help: the next run compiles the model again; find out who changed the compiled code")
            }
            if !accept, !finding.differences.isEmpty || finding.status == .gone, let pinned = finding.pinned {
                Terminal.say("help: \(pinned.help(finding.directory))")
            }
        }
    }

    private func document(_ findings: [RegistryVerification.Finding]) -> JSONValue {
        let models = findings.map { finding in
            var members: [String: JSONValue] = [
                "model": .string(finding.name), "directory": .string(finding.directory),
                "status": .string(accept && finding.status != .ok ? "accepted" : finding.status.rawValue),
                "differences": .array(
                    finding.differences.map { ["file": .string($0.path), "kind": .string($0.kind.rawValue)] }
                ),
            ]
            if !finding.alteredCode.isEmpty {
                members["altered_code"] = .array(finding.alteredCode.map(JSONValue.string))
            }
            return JSONValue.object(members)
        }
        return ["models": .array(models)]
    }
}

extension Verify: JSONPrinting {}
