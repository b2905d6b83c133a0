internal import Glibc
internal import Processes
package import WorkerProtocol

/// What a run takes of the machine while it is running: files on the disk, and threads.
package struct RunFiles: Sendable {
    let scratch: String
    let answers: String?
    let outputs: [String]
    let limits: RunQuota.Limits
    let worker: Int32

    /// - Parameters:
    ///   - request: Where the model may write.
    ///   - limits: How much.
    ///   - worker: The process of the model.
    ///   - room: Where the worker may write temporary files, if that is more than the run's directory.
    ///   - answers: The directory of the answers to paid requests.
    package init(
        of request: WorkerRequest,
        _ limits: RunQuota.Limits,
        _ worker: Int32,
        room: String? = nil,
        answers: String? = nil
    ) {
        self.worker = worker
        self.answers = answers
        scratch = room ?? request.scratchDirectory
        outputs = request.outputPaths.values.sorted()
        self.limits = limits
    }

    /// What the model has done wrong; `nil` while it keeps to the limits.
    package func excess() -> String? {
        if ProcessThreads.count(of: worker) > limits.threads {
            return "the model has started more than \(limits.threads) threads"
        }
        let size = DirectoryContents.size(of: scratch, mostFiles: limits.files)
        if size.files > limits.files { return "the model has written more than \(limits.files) temporary files" }
        if size.isHidden { return "the model has hidden temporary files in directories that cannot be read" }
        let answered = answers.map { DirectoryContents.size(of: $0, mostFiles: limits.files).bytes } ?? 0
        if answered > limits.answerBytes {
            return "the model has written more than \(limits.answerBytes >> 30) GB of answers to paid requests"
        }
        let bytes = outputs.reduce(size.bytes + UnlinkedFiles.bytes(of: worker)) { $0 + room(of: $1) }
        guard bytes > limits.fileBytes else { return nil }
        return "the model has written more than \(limits.fileBytes >> 30) GB"
    }

    /// What an output takes, or would where its holes are filled.
    private func room(of path: String) -> Int64 {
        var status = stat()
        return lstat(path, &status) == 0 ? max(Int64(status.st_size), Int64(status.st_blocks) * 512) : 0
    }

    /// Watches the files until it is canceled, or until there is too much.
    ///
    /// - Parameter pause: How long to wait between two looks.
    /// - Returns: What the model has done wrong; `nil` when canceled.
    package func watch(every pause: Duration = .seconds(2)) async -> String? {
        while (try? await Task.sleep(for: pause)) != nil {
            if let excess = excess() { return excess }
        }
        return nil
    }
}
