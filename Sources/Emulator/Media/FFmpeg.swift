import Subprocess
import SystemPackage

/// Runs `ffmpeg` and `ffprobe`, found once on `PATH`, without a shell and never longer than a time limit.
struct FFmpeg: Sendable {
    /// One of the two programs.
    enum Program: String {
        /// Decodes and encodes.
        case ffmpeg
        /// Describes a file.
        case ffprobe
    }

    private let ffmpeg: FilePath
    private let ffprobe: FilePath

    /// Looks for the programs.
    ///
    /// - Throws: ``EmulatorError`` with `program-missing`, which says what to install.
    init() async throws(EmulatorError) {
        ffmpeg = try await Self.find(.ffmpeg)
        ffprobe = try await Self.find(.ffprobe)
    }

    private static func find(_ program: Program) async throws(EmulatorError) -> FilePath {
        do {
            return try await Executable.name(program.rawValue).resolveExecutablePath(in: .inherit)
        } catch {
            throw EmulatorError(
                .programMissing,
                "'\(program.rawValue)' is not on PATH, and the emulator makes its videos with it: install ffmpeg, "
                    + "on Debian with 'apt-get install ffmpeg'"
            )
        }
    }

    /// Runs a program to its end.
    ///
    /// - Parameters:
    ///   - program: Which one.
    ///   - arguments: Its arguments; those for quiet operation are added.
    ///   - outputBytes: The most that it may write to its standard output.
    ///   - timeLimit: How long it may take; it is killed then, and also when the task is cancelled.
    /// - Returns: What it wrote to its standard output.
    /// - Throws: ``EmulatorError`` with `program-failed` and its last line, or `timed-out`; `CancellationError`.
    func run(
        _ program: Program,
        _ arguments: [String],
        outputBytes: Int = 1 << 20,
        timeLimit: Duration = .seconds(60)
    ) async throws -> [UInt8] {
        let quiet = program == .ffmpeg ? ["-hide_banner", "-nostdin", "-y"] : []
        let path = program == .ffmpeg ? ffmpeg : ffprobe
        return try await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.addTask {
                let result = try await Subprocess.run(
                    .path(path),
                    arguments: Arguments(["-v", "error"] + quiet + arguments),
                    output: .bytes(limit: outputBytes),
                    error: .string(limit: 1 << 16)
                )
                try Task.checkCancellation()
                guard result.terminationStatus.isSuccess else {
                    // Its lines begin with the file's path, which means nothing to the user.
                    let reason = result.standardError.split(separator: "\n").last?.split(separator: ": ").last
                    throw EmulatorError(.programFailed, "\(program.rawValue) says: \(reason ?? "nothing")")
                }
                return result.standardOutput
            }
            group.addTask {
                try await Task.sleep(for: timeLimit)
                throw EmulatorError(.timedOut, "\(program.rawValue) took longer than \(timeLimit)")
            }
            defer { group.cancelAll() }
            guard let output = try await group.next() else { throw CancellationError() }
            return output
        }
    }
}
