internal import Processes
internal import Sandbox

/// The programs that convert files, each started with limits, without the user's keys, and in a sandbox.
///
/// Files come from anywhere, and decoders have had many holes: a program reads the file and writes to the scratch directory, and
/// reaches nothing else.
struct FitTools: Sendable {
    /// The only environment variables that the programs get.
    private static let variables = ["HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PATH"]
    /// The programs of libheif; the name changed with its version 1.18.
    private static let heifNames = ["heif-dec", "heif-convert"]

    private let ffmpeg: String
    private let ffprobe: String
    private let heif: String?
    private let environment: [String: String]
    private let scratch: String
    private let confiner: String
    private let readable: [String]

    /// Finds the programs.
    ///
    /// - Parameters:
    ///   - environment: `PATH` says where to look.
    ///   - scratch: The directory for everything that the programs write.
    ///   - confiner: The program that confines them, `runner-worker`.
    ///   - readable: The files that they read besides those in the scratch directory.
    /// - Throws: ``FitError`` with `programMissing`, which says what to install.
    init(
        environment: [String: String],
        scratch: String,
        confiner: String,
        readable: [String]
    ) throws(FitError) {
        let path = SearchPath(environment: environment)
        guard let ffmpeg = path.program(named: "ffmpeg"), let ffprobe = path.program(named: "ffprobe") else {
            throw FitError(
                .programMissing,
                "ffmpeg and ffprobe are not on PATH",
                help: "install ffmpeg, on Debian with 'apt-get install ffmpeg', or convert the file elsewhere"
            )
        }
        self.ffmpeg = ffmpeg
        self.ffprobe = ffprobe
        heif = Self.heifNames.lazy.compactMap { path.program(named: $0) }.first
        self.environment = environment.filter { Self.variables.contains($0.key) }.merging(["TMPDIR": scratch]) { $1 }
        self.scratch = scratch
        self.confiner = confiner
        self.readable = readable
    }

    /// Converts a file.
    ///
    /// - Parameters:
    ///   - input: Arguments that end with the input.
    ///   - output: Arguments of the output, without its path.
    ///   - path: The path of the output.
    /// - Returns: The errors that ffmpeg printed although it wrote the output.
    /// - Throws: ``FitError`` with `failed`, or `CancellationError`.
    func convert(_ input: [String], _ output: [String], to path: String) async throws -> [String] {
        try await run(
            ffmpeg,
            ["-v", "error", "-hide_banner", "-nostdin", "-y", "-protocol_whitelist", "file"] + input + output + [path]
        ).log
    }

    /// Describes the streams of a file as JSON.
    ///
    /// - Parameter path: The file.
    /// - Returns: What ffprobe printed.
    /// - Throws: ``FitError`` with `failed`, or `CancellationError`.
    func describe(_ path: String) async throws -> [UInt8] {
        try await run(
            ffprobe,
            [
                "-v", "error", "-protocol_whitelist", "file", "-of", "json", "-show_format", "-show_streams",
                "file:\(path)",
            ]
        ).output
    }

    /// Decodes a HEIC or AVIF picture to PNG files, upright.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - output: The path of the PNG file; with several pictures, `-1` and so on are added to its name.
    /// - Throws: ``FitError`` with `programMissing` or `failed`, or `CancellationError`.
    func decodeHEIF(_ path: String, to output: String) async throws {
        guard let heif else {
            throw FitError(
                .programMissing,
                "heif-convert of libheif is not on PATH",
                help: "install it, on Debian with 'apt-get install libheif-examples', or save the picture as JPEG"
            )
        }
        _ = try await run(heif, [path, output])
    }

    private func run(_ path: String, _ arguments: [String]) async throws -> BoundedProgram.Outcome {
        let name = path.split(separator: "/").last ?? ""
        let program = BoundedProgram(
            path,
            environment: environment,
            sandbox: ProgramSandbox(confiner: confiner, program: path, readable: readable, scratch: [scratch])
        )
        let limits = ProcessLimits(time: .seconds(300), memoryBytes: 8 << 30)
        let outcome: BoundedProgram.Outcome
        do {
            outcome = try await program.run(arguments, limits: limits)
        } catch let error as ProcessError {
            throw FitError(.failed, "\(name): \(error)", help: "convert the file elsewhere")
        }
        if case .signaled = outcome.end {
            throw FitError(.failed, "\(name) \(outcome.end.cause())", help: "convert the file elsewhere")
        }
        guard outcome.succeeded else {
            // A line begins with the path of a temporary file, which means nothing to the user.
            let reason = outcome.log.last.map(Self.reason) ?? "it gave no reason"
            throw FitError(.failed, "\(name) refused it: \(reason)", help: "check that the file opens elsewhere")
        }
        return outcome
    }

    /// The end of a line such as `file:/tmp/x/source: Invalid data found when processing input`.
    static func reason(_ line: String) -> String {
        line.split(separator: ": ").last.map(String.init) ?? line
    }
}
