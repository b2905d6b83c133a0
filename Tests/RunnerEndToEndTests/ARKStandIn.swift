import Foundation
import InferenceKit
import TestSupport
import Testing

/// A stand-in for the ARK API that shares no code with the emulator: one process for all tests, with an account for each.
final class ARKStandIn: Sendable {
    let endpoint: String
    private let accounts: String
    private let input: Int32

    /// The stand-in that all tests share; it ends with this process.
    private static let shared = Result { try ARKStandIn() }

    private init() throws {
        // The descriptors must not stay open in other programs that tests start.
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw CocoaError(.fileWriteUnknown) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        input = ends[1]
        let seeds = "\(Project.directory)/Fuzzing/Seeds/media"
        let script = "\(Project.directory)/Tests/RunnerEndToEndTests/StandIns/ark/service.py"
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        // Without compiled files beside the script.
        process.arguments = ["python3", "-B", script, "\(seeds)/dot.mp4", "\(seeds)/dot.jpg"]
        process.standardInput = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
        process.standardOutput = output
        try process.run()
        var line = ""
        while !line.hasSuffix("\n") {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { throw CocoaError(.fileReadUnknown) }
            line += String(decoding: data, as: UTF8.self)
        }
        let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
        endpoint = try #require(words.first)
        accounts = try #require(words.last)
    }

    deinit { close(input) }

    /// Opens an account in which some things go wrong.
    ///
    /// - Parameter faults: The faults, as `StandIns/ark/service.py` describes them.
    /// - Returns: The account.
    /// - Throws: When the stand-in cannot be started.
    static func account(_ faults: [String] = []) throws -> ARKAccount {
        let standIn = try shared.get()
        let key = UUID().uuidString
        let file = "\(standIn.accounts)/\(key)"
        try Data(faults.joined(separator: "\n").utf8).write(to: URL(filePath: file))
        let environment = [
            "ARK_ENDPOINT": standIn.endpoint, "ARK_API_KEY": key, "RUNNER_POLL_INTERVAL": "0.02",
        ]
        return ARKAccount(environment: environment, log: "\(file).log")
    }
}

/// One account of the stand-in.
struct ARKAccount: Sendable {
    /// The variables that make `runner` use it.
    let environment: [String: String]
    fileprivate let log: String

    /// What has happened, such as `received create`, `accepted create`, `task ID`, `get` and `file video`.
    func events() -> [String] {
        ((try? TestDirectory.text(log)) ?? "").split(separator: "\n").map(String.init)
    }

    /// How often something has happened.
    func count(_ event: String) -> Int { events().filter { $0 == event }.count }

    /// The ids of the tasks that were accepted.
    func tasks() -> [String] { events().filter { $0.hasPrefix("task ") }.map { String($0.dropFirst(5)) } }

    /// Waits until something has happened, for a minute at most.
    func wait(for event: String) async throws {
        let end = ContinuousClock.now + .seconds(60)
        while count(event) == 0 {
            try #require(ContinuousClock.now < end, "no '\(event)' in a minute")
            await Task.yield()
        }
    }
}
