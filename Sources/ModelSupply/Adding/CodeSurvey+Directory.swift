internal import FoundationEssentials
internal import Glibc

extension CodeSurvey {
    /// The largest part of a Swift file that is examined; no source that a person reads is longer.
    private static let mostBytes = 4 << 20

    /// Surveys a model that is in a registry.
    ///
    /// - Parameter directory: The model's directory.
    /// - Throws: When something in it cannot be read, or `CancellationError`.
    package init(directory: String) throws {
        var files: [String: [UInt8]] = [:]
        let walk = DirectoryWalk(directory: directory, mostEntries: SourceLimits.files, deepest: 32)
        for entry in try walk.entries() where entry.kind == S_IFREG {
            let isCode = entry.path.hasSuffix(".swift")
            files[entry.path] = try Self.beginning(of: "\(directory)/\(entry.path)", isCode: isCode)
        }
        try self.init(of: files)
    }

    private static func beginning(of path: String, isCode: Bool) throws -> [UInt8] {
        let file = try FileHandle(path)
        return file.read(isCode ? mostBytes : 8_000)
    }
}

/// A file that is open for reading.
private struct FileHandle: ~Copyable {
    private let descriptor: Int32

    init(_ path: String) throws {
        descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw CocoaError(.fileReadNoPermission) }
    }

    deinit { close(descriptor) }

    borrowing func read(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
                let got = Glibc.read(descriptor, rest.baseAddress, rest.count)
                guard got > 0 else { return }
                filled += got
            }
        }
    }
}
