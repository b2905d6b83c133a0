import ArgumentParser
import ManifestDocumentation
import ModelManifest
import Presentation

/// `runner schema manifest`: what an editor needs to complete and check manifests.
struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print what a manifest may contain, as a JSON Schema or as a reference page.",
        discussion: """
            Write it to a file, and refer to that file in the first line of a manifest:

              runner schema manifest > inf.schema.json
              # yaml-language-server: $schema=../../inf.schema.json

            An editor with yaml-language-server then completes, explains and checks the manifest as you type. \
            'runner validate' checks more than a schema can express.
            """
    )

    /// The kinds of files that have a schema.
    enum Subject: String, ExpressibleByArgument, CaseIterable {
        case manifest
    }

    @Argument(help: "What to describe: \(Subject.allCases.map(\.rawValue).joined(separator: ", ")).")
    var subject: Subject

    /// Its description.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case json
        case markdown
    }

    @Option(help: "json for a JSON Schema, or markdown for a page about every key.")
    var format = Format.json

    func run() {
        switch (subject, format) {
        case (.manifest, .json): Terminal.printRaw(ManifestSchema.text)
        case (.manifest, .markdown): Terminal.printRaw(ManifestReference.text)
        }
    }
}
