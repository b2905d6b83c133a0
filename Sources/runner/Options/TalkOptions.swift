import ArgumentParser

/// How a command that drives runs reports what happens.
struct TalkOptions: ParsableArguments {
    @Flag(help: "Print one JSON object for each run on standard output.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print only errors to standard error.")
    var quiet = false
}
