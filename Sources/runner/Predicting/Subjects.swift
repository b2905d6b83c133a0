import ArgumentParser
import CommandParsing
import ErrorReporting
import FoundationEssentials
import InferenceKit
import ModelInputs
import Presentation
import RunnerCore
import ServiceAccess
import SubjectMasks

/// `runner subjects MODEL --input image=…`: who is subject 0, 1 or 2 of a picture, before anything is paid for.
struct SubjectsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "subjects",
        abstract: "List the subjects that a model finds in a picture, for free.",
        discussion: """
            Each subject has a number that chooses it, such as mask_index=1, a box, and a point inside it, which chooses it \
            as well: mask_index=@1250,300. With -o, a PNG file shows the picture with outlines and numbers. Nothing is charged: a \
            paid step is stopped before it begins.
            """
    )

    @Argument(help: "A model's directory, or its name.")
    var model: String

    @Argument(help: ArgumentHelp("The picture, in the same form as for --input.", valueName: "name=value"))
    var pairs: [String] = []

    @Option(
        name: [.customShort("i"), .customLong("input")],
        parsing: .upToNextOption,
        help: ArgumentHelp("The picture as name=value; other inputs are not needed.", valueName: "name=value")
    )
    var inputs: [String] = []

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp("Where to write the picture with outlines and numbers, as a PNG file.", valueName: "file")
    )
    var output: String?

    @Flag(help: "Replace an output file that exists.")
    var force = false

    @Flag(help: "Adapt the picture to the model's limits, as for predict.")
    var fit = false

    @OptionGroup(title: "Service") var service: ServiceOptions

    @Flag(help: "Print one JSON object on standard output.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print only errors to standard error.")
    var quiet = false

    @OptionGroup var registry: RegistryOptions

    @OptionGroup var cache: CacheOptions

    func run() async throws {
        let reporter = ProgressReporter(isQuiet: quiet)
        defer { reporter.finish() }
        if let output, !force, FileManager.default.fileExists(atPath: output) {
            throw RunnerError(
                .cannotWrite,
                "'\(output)' exists already",
                help: "replace it with --force, or choose another name"
            )
        }
        var given = GivenInputs()
        for argument in pairs + inputs { try given.add(argument: argument) }
        var request = PredictionRequest(model: .named(model), inputs: given)
        request.fit = FitOptions(fitsAll: fit)
        request.service =
            service.emulator ? .ownEmulator : .service(endpoint: service.endpoint, staging: service.staging)
        request.cleansUpStaging = service.stagingCleanup
        request.timeout = .seconds(300)
        let search = SubjectSearch(registry: registry.registry, installation: cache.installation)
        let report = try await Interruption.watched(cancels: false, reporter: reporter) { [request] stop in
            try await search.find(request, overlay: output, stop: stop) { reporter.take($0) }
        }
        reporter.finish()
        if json { printJSON(report) } else { printText(report, reporter) }
    }

    private func printText(_ report: SubjectSearch.Report, _ reporter: ProgressReporter) {
        if report.subjects.isEmpty {
            reporter.note("no subject was found in the picture; a prediction would continue without a mask")
        }
        for subject in report.subjects {
            Terminal.print(
                "\(subject.text), box \(subject.width)x\(subject.height) at \(subject.x),\(subject.y), "
                    + "\(report.input)=@\(subject.point.x),\(subject.point.y)"
            )
        }
        if let output { reporter.note("drawn in \(output)") }
        reporter.note("nothing was charged")
    }

    private func printJSON(_ report: SubjectSearch.Report) {
        Terminal.print(
            JSONValue.object([
                "status": "succeeded", "model": .string(report.model), "input": .string(report.input),
                "width": .int(report.width), "height": .int(report.height), "charged": false,
                "subjects": .array(report.subjects.map(\.json)),
                "overlay": output.map(JSONValue.string) ?? .null,
                "fitted": .array(report.fitted.map(\.json)),
            ]).text
        )
    }
}

extension SubjectsCommand: JSONPrinting {}
