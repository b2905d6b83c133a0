internal import FoundationEssentials
internal import Glibc
package import RunStore
internal import SystemReasons
package import WorkerProtocol

/// Where the answers to paid requests wait until they are recorded: files that outlive the runner, its worker and a full disk.
///
/// Each attempt to drive a run has such a directory. It holds `worker`, the process that sends what is paid for, and `answers/`, which
/// that process can write to.
package struct PaidAnswerDirectory: Sendable, Hashable {
    /// The run.
    package let run: RunID
    /// The token of the lease under which its requests are sent.
    package let token: Int64
    private let path: String

    /// The directory of one attempt.
    ///
    /// - Parameters:
    ///   - lease: The lease of the process that drives the run.
    ///   - database: Where the run is recorded.
    package init(_ lease: RunLease, beside database: any RunDatabase) {
        (run, token) = (lease.run, lease.token)
        path = "\(database.answersPath)/\(lease.run).\(lease.token)"
    }

    private init?(named name: String, in parent: String) {
        let parts = name.split(separator: ".").map(String.init)
        guard parts.count == 2, let run = RunID(parts[0]), let token = Int64(parts[1]) else { return nil }
        (self.run, self.token) = (run, token)
        path = "\(parent)/\(name)"
    }

    /// The directories that are there, of all attempts at all runs.
    ///
    /// - Parameter database: Where the runs are recorded.
    /// - Returns: The directories, those of a run in the order of its attempts.
    package static func all(beside database: any RunDatabase) -> [PaidAnswerDirectory] {
        let parent = database.answersPath
        let names = try? FileManager.default.contentsOfDirectory(atPath: parent)
        return (names ?? []).sorted().compactMap { PaidAnswerDirectory(named: $0, in: parent) }
    }

    /// The directory that the worker can write to.
    package var answersPath: String { "\(path)/answers" }

    private var workerPath: String { "\(path)/worker" }
}

// MARK: - Reserving

extension PaidAnswerDirectory {
    /// Creates the directories, which a sandbox has to know before the worker starts.
    ///
    /// - Throws: `store-unusable`.
    package func create() throws(RunStoreError) {
        do {
            try FileManager.default.createDirectory(
                atPath: answersPath,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw Self.noRoom(SystemReason.text(of: error))
        }
    }

    /// Reserves a file for the answer to a paid request, with its space on the disk.
    ///
    /// - Parameter worker: The process that will send the request.
    /// - Returns: The file.
    /// - Throws: `store-unusable`; the step must not begin then.
    package func reserve(for worker: RunOwner) throws(RunStoreError) -> String {
        try create()
        let file = "\(answersPath)/\(UInt64.random(in: .min ... .max))"
        do {
            try JSONEncoder().encode(worker).write(to: URL(filePath: workerPath))
        } catch {
            throw Self.noRoom(SystemReason.text(of: error))
        }
        do throws(PaidAnswerFile.Failure) {
            try PaidAnswerFile.reserve(at: file)
        } catch {
            throw Self.noRoom(error.description)
        }
        return file
    }

    /// The error of a request for whose answer there is no file; it must not be sent.
    static func noRoom(_ reason: String) -> RunStoreError {
        RunStoreError(
            .unusable,
            "no space can be reserved next to the store of runs for the response to a paid request: \(reason)",
            help: "free some space on that disk; the request was not sent"
        )
    }
}

// MARK: - Looking and clearing

extension PaidAnswerDirectory {
    /// The files with an answer, in no order.
    package var answers: [(file: String, answer: PaidAnswerFile.Answer)] {
        files.compactMap { file in PaidAnswerFile.answer(at: file).map { (file, $0) } }
    }

    /// The process that sent what is paid for, when it is still running and may have or get an answer.
    package var worker: RunOwner? {
        guard let bytes = FileManager.default.contents(atPath: workerPath),
            let worker = try? JSONDecoder().decode(RunOwner.self, from: bytes), worker.isAlive == true
        else { return nil }
        return worker
    }

    /// Removes a file whose answer is recorded.
    ///
    /// - Parameter file: The file.
    package func remove(_ file: String) {
        unlink(file)
    }

    /// Removes files without an answer, and the directory when nothing is left in it.
    ///
    /// The worker must have ended.
    package func tidy() {
        for file in files where PaidAnswerFile.answer(at: file) == nil { unlink(file) }
        guard rmdir(answersPath) == 0 || errno == ENOENT else { return }
        unlink(workerPath)
        // In the directory of an earlier version, this is a link; see DatabaseDirectory.
        if rmdir(path) != 0, errno == ENOTDIR { unlink(path) }
        // Only when it was the last one.
        rmdir(URL(filePath: path).deletingLastPathComponent().path)
    }

    /// Removes the answers of a run that its user has given up, unless one may still arrive.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - database: Where it was recorded.
    package static func removeAnswers(of run: RunID, beside database: any RunDatabase) {
        for directory in all(beside: database) where directory.run == run && directory.worker == nil {
            for file in directory.files { unlink(file) }
            directory.tidy()
        }
    }

    private var files: [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: answersPath)
        return (names ?? []).map { "\(answersPath)/\($0)" }
    }
}
