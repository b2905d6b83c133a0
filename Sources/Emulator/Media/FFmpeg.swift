import Processes
import Sandbox

/// Runs `ffmpeg` and `ffprobe`, found once on `PATH`, without a shell, without the user's keys, and within a time limit.
struct FFmpeg: Sendable {
    /// One of the two programs.
    enum Program: String {
        /// Decodes and encodes.
        case ffmpeg
        /// Describes a file.
        case ffprobe
    }

    /// The encoders without which no video or mask can be made.
    private static let encoders = ["aac", "libx264", "mjpeg", "png"]

    /// The only environment variables that the programs get.
    private static let variables = ["HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PATH", "TMPDIR"]

    private let ffmpeg: BoundedProgram
    private let ffprobe: BoundedProgram

    /// Finds the programs and checks that they can do what is needed.
    ///
    /// - Parameters:
    ///   - environment: The environment; `PATH` says where to look.
    ///   - confiner: The program that confines them, `runner-worker`; by default they are not confined.
    ///   - directory: Where they read and write, if they are confined.
    /// - Throws: ``EmulatorError`` with `program-missing`, which says what to install.
    init(environment: [String: String], confiner: String? = nil, directory: String = "") async throws {
        let sandbox = { (path: String) in
            confiner.map { ProgramSandbox(confiner: $0, program: path, scratch: [directory]) }
        }
        ffmpeg = try Self.find(.ffmpeg, environment, sandbox)
        ffprobe = try Self.find(.ffprobe, environment, sandbox)
        let listed = String(decoding: try await run(.ffmpeg, ["-encoders"]), as: UTF8.self)
        // A line is " V....D libx264              libx264 H.264 / AVC".
        let names = Set(listed.split(separator: "\n").compactMap { $0.split(separator: " ").dropFirst().first })
        let missing = Self.encoders.filter { !names.contains(Substring($0)) }
        guard missing.isEmpty else {
            throw EmulatorError(
                .programMissing,
                "'\(ffmpeg.path)' was built without the encoder \(missing.joined(separator: " and ")), which the emulator "
                    + "needs for its videos: install a complete ffmpeg, on Debian with 'apt-get install ffmpeg'"
            )
        }
    }

    private static func find(
        _ program: Program,
        _ environment: [String: String],
        _ sandbox: (_ path: String) -> ProgramSandbox?
    ) throws(EmulatorError) -> BoundedProgram {
        guard let path = SearchPath(environment: environment).program(named: program.rawValue) else {
            throw EmulatorError(
                .programMissing,
                "'\(program.rawValue)' is not on PATH, and the emulator needs it for its videos: install ffmpeg, "
                    + "on Debian with 'apt-get install ffmpeg'"
            )
        }
        return BoundedProgram(
            path,
            environment: environment.filter { variables.contains($0.key) },
            sandbox: sandbox(path)
        )
    }

    /// Runs a program until it ends.
    ///
    /// - Parameters:
    ///   - program: Which one.
    ///   - arguments: Its arguments; those for quiet operation are added.
    ///   - outputBytes: The most that it may write to its standard output.
    ///   - timeLimit: How long it may take; it is killed after that, and when the task is canceled.
    /// - Returns: What it wrote to its standard output.
    /// - Throws: ``EmulatorError`` with `program-failed` and its last line, or `timed-out`; `CancellationError`.
    func run(
        _ program: Program,
        _ arguments: [String],
        outputBytes: Int = 1 << 20,
        timeLimit: Duration = .seconds(60)
    ) async throws -> [UInt8] {
        let quiet = program == .ffmpeg ? ["-hide_banner", "-nostdin", "-y"] : []
        let limits = ProcessLimits(time: timeLimit, outputBytes: outputBytes, memoryBytes: 8 << 30)
        let outcome: BoundedProgram.Outcome
        do {
            outcome = try await (program == .ffmpeg ? ffmpeg : ffprobe)
                .run(["-v", "error"] + quiet + arguments, limits: limits)
        } catch let error as ProcessError {
            throw switch error.code {
            case .timedOut: EmulatorError(.timedOut, "\(program.rawValue) took longer than \(timeLimit)")
            case .notStarted, .outOfFiles:
                EmulatorError(.programFailed, "\(program.rawValue) cannot be started: \(error)")
            }
        }
        if case .signaled = outcome.end {
            throw EmulatorError(.programFailed, "\(program.rawValue) \(outcome.end.cause())")
        }
        guard outcome.succeeded else {
            // Its lines begin with the file's path, which means nothing to the user.
            let reason = outcome.log.last?.split(separator: ": ").last
            throw EmulatorError(.programFailed, "\(program.rawValue) failed: \(reason ?? "no reason given")")
        }
        return outcome.output
    }
}
