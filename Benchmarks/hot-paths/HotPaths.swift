import Glibc
import InferenceKit
import ManifestChecks
import RequestSigning
import VisionHelper

/// Walks one hot path as often as it is told, for counting instructions and for measuring seconds.
///
///     hot-paths sign|validate|exchange TIMES [MANIFEST]
///
/// It prints the seconds that the repetitions took, without those of the program's start.
@main
enum HotPaths {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst().map(\.self)
        guard arguments.count >= 2, let times = Int(arguments[1]), times > 0 else {
            throw Failure("usage: hot-paths sign|validate|exchange TIMES [MANIFEST]")
        }
        let clock = ContinuousClock()
        let start: ContinuousClock.Instant
        switch arguments[0] {
        case "sign":
            let signing = Signing()
            start = clock.now
            for index in 0..<times { try signing.sign(index) }
        case "validate":
            guard arguments.count == 3 else { throw Failure("usage: hot-paths validate TIMES MANIFEST") }
            let bytes = try contents(of: arguments[2])
            start = clock.now
            for _ in 0..<times {
                guard !ManifestFile.decode(bytes, path: "vision/model/inf.yml").hasErrors else {
                    throw Failure("'\(arguments[2])' has errors; give a manifest without any")
                }
            }
        case "exchange":
            let exchange = try Exchange()
            start = clock.now
            for _ in 0..<times { try await exchange.detect() }
        case let other:
            throw Failure("there is no hot path '\(other)'; there are sign, validate and exchange")
        }
        let duration = clock.now - start
        print(duration / .seconds(1))
    }

    private static func contents(of path: String) throws -> [UInt8] {
        guard let file = fopen(path, "r") else { throw Failure("cannot open '\(path)'") }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes[..<count])
    }
}

/// Why the program cannot do what it was asked.
struct Failure: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
