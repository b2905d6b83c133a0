import ArgumentParser
import ErrorReporting
import InferenceKit
import ModelManifest
import ModelSupply
import Presentation
import RunnerCore
import ServiceAccess

/// `runner add SOURCE`: takes a model from elsewhere into the registry.
struct Add: AsyncParsableCommand {
    private static let exitCodes = ExitCodeText.sentence([
        .success: "added",
        .usage: "usage, or the name is taken",
        .invalidInput: "the source or its manifest is refused",
        .unavailable: "the source cannot be fetched",
        .cannotWrite: "the registry cannot be written",
        .configuration: "there is no registry, or a program is missing",
        .interrupted: "interrupted, or not added",
    ])

    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add a model from another source, after showing what it asks for.",
        discussion: """
            SOURCE is a directory, a tar file, an https link to one, or a Git repository: an https or ssh address or a path that \
            ends in .git, optionally followed by #REF or #REF:DIRECTORY.

            No part of the model is compiled or run before you agree. Its content is pinned in runner.lock in the registry's \
            directory, and from then on the model is refused if it has changed: see 'runner verify'.

            \(exitCodes)
            """
    )

    @Argument(help: "The source of the model.")
    var source: String

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp(
            "The name of its directory in the registry; default: the name in its manifest.",
            valueName: "name"
        )
    )
    var name: String?

    @Option(
        help: ArgumentHelp(
            "The model's directory in the source, if there are several models.",
            valueName: "directory"
        )
    )
    var path: String?

    @Flag(help: "Replace the existing model, after showing the differences.")
    var replace = false

    @OptionGroup var consent: ConfirmationOptions

    @Flag(help: "Print one JSON object on standard output.")
    var json = false

    @OptionGroup var registry: RegistryOptions

    @OptionGroup var cache: CacheOptions

    func run() async throws {
        try await Interruption.canceling { try await add() }
    }

    private func add() async throws {
        let roots = try registry.registry.readableRoots()
        let addition = ModelAddition(
            to: roots[0],
            environment: cache.installation.environment,
            confiner: cache.unsafeModels ? nil : cache.installation.workerProgram,
            fetching: ArchiveDownload(cache.installation),
            replaces: replace
        )
        let origin = try ModelOrigin(source, path: path)
        let candidate = try await addition.candidate(from: origin, as: name) { Terminal.say($0) }
        defer { candidate.discard() }
        for line in AddReport(candidate, environment: cache.installation.environment).lines { Terminal.say(line) }
        if candidate.changes == [] { Terminal.say("'\(candidate.directory)' already has the same content") }
        try await consent.ask(candidate.changes == nil ? "Add it?" : "Replace it?", declined: "nothing was added")
        try Task.checkCancellation()
        try addition.add(candidate)
        if json {
            let result: [String: JSONValue] = [
                "status": "added", "model": .string(candidate.manifest.fullName),
                "directory": .string(candidate.directory), "hash": .string(candidate.entry.hash),
                "source": candidate.entry.source.map(JSONValue.string) ?? .null,
                "revision": candidate.entry.revision.map(JSONValue.string) ?? .null,
                "secrets": .array(candidate.manifest.secrets.map { .string($0.key) }),
            ]
            let reach = ReachText(candidate.manifest, candidate.survey)
            Terminal.print(JSONValue.object(result.merging(reach.members) { own, _ in own }))
        } else {
            Terminal.print(path: candidate.directory)
        }
    }
}

extension Add: JSONPrinting {}
