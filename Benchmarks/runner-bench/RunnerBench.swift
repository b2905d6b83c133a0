import CurlTransport
import Glibc
import InferenceKit
import Media
import RequestSigning

/// Does with the project's modules what a peer does with others, for measuring.
///
///     runner-bench once IMAGE AUDIO
///     runner-bench tasks COUNT SECONDS INTERVAL IMAGE AUDIO STORE
///     runner-bench download URL FILE
///     runner-bench probe FILE
///
/// The first two talk to the service that `VISION_ENDPOINT`, `BYTEPLUS_ACCESS_KEY` and `BYTEPLUS_SECRET_KEY` describe.
@main
enum RunnerBench {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst().map(\.self)
        switch (arguments.first, arguments.count) {
        case ("once", 3):
            try await OneTask(picture: Picture(image: arguments[1], audio: arguments[2])).run()
        case ("tasks", 7):
            guard let count = Int(arguments[1]), let seconds = Double(arguments[2]), let interval = Double(arguments[3])
            else { throw Failure("COUNT, SECONDS and INTERVAL are numbers") }
            let tasks = ManyTasks(
                count: count,
                life: .seconds(seconds),
                interval: .seconds(interval),
                picture: Picture(image: arguments[4], audio: arguments[5]),
                store: arguments[6]
            )
            print(try await tasks.run())
        case ("download", 3):
            let transport = CurlTransport(userAgent: "runner-bench", policy: .loopback)
            let request = HTTPRequest("GET", arguments[1], timeout: .seconds(600))
            let answer = try await transport.download(request, to: arguments[2], continuing: nil) { _ in }
            guard answer.status == 200 else { throw Failure("the server answered \(answer.status)") }
        case ("probe", 2):
            print(try MediaProbe.probe(path: arguments[1]))
        default:
            throw Failure("usage: runner-bench once|tasks|download|probe …; see Benchmarks/README.md")
        }
    }
}

/// What a task is made from.
struct Picture: Sendable {
    let image: String
    let audio: String
}

/// Why the program cannot do what it was asked.
struct Failure: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
