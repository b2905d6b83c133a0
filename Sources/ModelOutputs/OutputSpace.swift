package import ErrorReporting
internal import FoundationEssentials
internal import Glibc
package import ModelManifest
internal import Quantities

/// Whether the output files of a run will fit where they go; a result that was paid for and cannot be written is worth little.
package struct OutputSpace: Sendable, Hashable {
    /// A second of video in full HD, with some room: 12 Mbit.
    private static let videoBytesPerSecond: Double = 1_500_000

    /// A directory, and how many bytes are expected in it.
    package let expected: [String: Int64]

    /// Estimates what a run writes.
    ///
    /// - Parameters:
    ///   - outputs: Where the files go.
    ///   - seconds: How long the outputs will be; `nil` when that is unknown.
    package init(_ outputs: OutputPlan, seconds: Double?) {
        var expected: [String: Int64] = [:]
        for target in outputs.targets {
            let directory = target.partialPath.split(separator: "/", omittingEmptySubsequences: false).dropLast()
                .joined(separator: "/")
            expected[directory.isEmpty ? "/" : directory, default: 0] += Self.bytes(target.declaration.type, seconds)
        }
        self.expected = expected
    }

    /// About how large a file will be; files of unknown kinds count as nothing.
    package static func bytes(_ type: ValueType, _ seconds: Double?) -> Int64 {
        switch type {
        case .video: Int64(min(seconds ?? 10, 86_400) * videoBytesPerSecond) + 1_000_000
        case .audio: Int64(min(seconds ?? 10, 86_400) * 200_000)
        case .image: 10_000_000
        case .file, .string, .integer, .number, .boolean: 0
        }
    }

    /// Why the files will not fit.
    ///
    /// - Parameter free: The bytes that are free in a directory; `nil` when that is unknown.
    /// - Returns: `cannot-write` that names the directory; `nil` when they fit, as far as that is known.
    package func problem(free: (String) -> Int64? = OutputSpace.free) -> RunnerError? {
        for (directory, needed) in expected.sorted(by: { $0.key < $1.key }) {
            guard let found = free(directory), found < needed else { continue }
            return RunnerError(
                .cannotWrite,
                "'\(directory)' has \(UnitText.readable(bytes: found)) free, and the output may need "
                    + "\(UnitText.readable(bytes: needed))",
                help: "free some space, or choose another place with -o; nothing was sent"
            )
        }
        return nil
    }

    /// The bytes that this user can still write in a directory.
    package static func free(in directory: String) -> Int64? {
        var status = statvfs()
        guard statvfs(directory, &status) == 0, status.f_frsize > 0 else { return nil }
        return Int64(clamping: UInt64(status.f_bavail) &* UInt64(status.f_frsize))
    }
}
