internal import FoundationEssentials
internal import Glibc
internal import ModelSupply
internal import Processes
internal import SystemPackage

/// The directories of a worker, which its sandbox has to know when it starts; each run gets directories in them, and loses them.
///
/// Temporary files are where those of all runs are. Inputs, outputs and the answers to paid requests are beside the store of runs: a file
/// for an answer has to have a second name there. All are removed with the last reference.
final class WorkerRoom: Sendable {
    private let temporaries: ProcessDirectory
    private let files: ProcessDirectory
    private let parent: String

    /// How the directories beside the store begin; those of processes that were killed are removed by the next that creates one.
    private static let beginning = "worker-"

    /// Creates the directories.
    ///
    /// - Parameters:
    ///   - place: The directory for temporary files.
    ///   - answers: The directory of the answers beside the store.
    /// - Throws: `Errno`.
    init(in place: String, beside answers: String) throws(Errno) {
        // Named like the directory of a single run, so that every command removes what a killed process has left.
        temporaries = try ProcessDirectory("\(place)/runner-scratch-")
        try? FileManager.default.createDirectory(
            atPath: answers,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        parent = answers
        files = try ProcessDirectory("\(answers)/\(Self.beginning)")
        for directory in [scratch, inputs, outputs, self.answers] {
            if mkdir(directory, 0o700) != 0 { throw Errno(rawValue: errno) }
        }
    }

    /// The directory for temporary files.
    var scratch: String { "\(temporaries.path)/scratch" }
    /// A link to that of the run under way.
    var temporary: String { "\(temporaries.path)/now" }
    /// The directory for input files.
    var inputs: String { "\(files.path)/inputs" }
    /// The directory for output files.
    var outputs: String { "\(files.path)/outputs" }
    /// The directory for answers to paid requests.
    var answers: String { "\(files.path)/answers" }

    /// Creates the directory for the temporary files of a run.
    ///
    /// - Parameter key: Their name.
    /// - Returns: Whether that for temporary files could be created.
    func open(_ key: String) -> Bool {
        guard mkdir("\(scratch)/\(key)", 0o700) == 0 else { return false }
        unlink(temporary)
        return symlink("\(scratch)/\(key)", temporary) == 0
    }

    /// The directory of a run within another; it is created when the first file comes there.
    ///
    /// - Parameters:
    ///   - key: Its name.
    ///   - directory: The other.
    /// - Returns: The directory; `nil` when it cannot be created.
    func place(_ key: String, in directory: String) -> String? {
        let path = "\(directory)/\(key)"
        return mkdir(path, 0o700) == 0 || errno == EEXIST ? path : nil
    }

    /// Removes the directories of a run with all that is in them.
    ///
    /// - Parameter key: Their name.
    /// - Returns: Whether nothing is left; otherwise no other run may come in here.
    func clear(_ key: String) -> Bool {
        unlink(temporary)
        var isClear = true
        for directory in [scratch, inputs, outputs, answers] {
            isClear = DirectoryContents.remove("\(directory)/\(key)") && isClear
        }
        return isClear && isEmpty(scratch)
    }

    // A run whose worker has died still needs its files, so that they stay until the last reference is gone.
    deinit {
        temporaries.remove()
        files.remove()
        // Only when nothing else is there.
        rmdir(parent)
    }

    /// Whether nothing is in a directory; a model can leave files beside the directory of its run.
    private func isEmpty(_ directory: String) -> Bool {
        DirectoryContents.size(of: directory, mostFiles: 1).files == 0
    }
}
