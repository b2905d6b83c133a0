internal import Glibc

/// The README of a bundle.
struct BundleReadme: Sendable {
    private let record: RunnerBundle.Record
    private let includesEmulator: Bool

    /// Describes a bundle.
    ///
    /// - Parameters:
    ///   - record: The bundle's record.
    ///   - includesEmulator: Whether it includes the emulator.
    init(_ record: RunnerBundle.Record, includesEmulator: Bool) {
        self.record = record
        self.includesEmulator = includesEmulator
    }

    /// The text, as Markdown.
    var text: String {
        let model = record.models.first ?? "MODEL"
        return """
            # A bundle of runner \(record.runner)

            Models and the programs that run them, for Linux on \(record.architecture) with \(Self.systemLibrary) or newer. Swift is not \
            needed. The directory can be moved, copied or mounted read-only, and other users can run it.

                bin/runner list
                bin/runner show \(model)
                bin/runner doctor\(includesEmulator ? "\n    bin/runner predict \(model) --emulator --input …" : "")

            ## Requirements

            \(libraries)

            On Debian 12:

                apt-get install \((packages + ["ca-certificates"]).joined(separator: " "))\(includesEmulator ? " ffmpeg" : "")

            `ca-certificates` is needed for connections to services\(includesEmulator ? ", `ffmpeg` for `--emulator` only" : "").

            ## Contents

            - `vision/`: \(record.models.map { "`\($0)`" }.joined(separator: ", "))
            - `bin/`, `lib/swift/`: the programs, and the Swift libraries that they need
            - `lib/modules/`: modules with which the same version of the Swift compiler can compile other models
            - `licenses/`: of runner, of the packages in its programs, and of Swift
            - `\(RunnerBundle.checksumsName)`: `sha256sum --check --quiet \(RunnerBundle.checksumsName)`

            A model's compiled code is loaded only if its Swift files have not changed since it was compiled, and if only the owner of the \
            directory can write here.

            """
    }

    /// The C library of this system, such as `glibc 2.36`; the programs need this version or a newer one.
    private static var systemLibrary: String {
        var buffer = [CChar](repeating: 0, count: 64)
        let count = confstr(Int32(_CS_GNU_LIBC_VERSION), &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, Int(count) - 1)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Packages that every such system has.
    private static let always: Set = ["libc6", "libc6-i386"]

    private var packages: [String] {
        Set(record.systemLibraries.values).subtracting(Self.always).subtracting([""]).sorted()
    }

    private var libraries: String {
        record.systemLibraries.filter { !Self.always.contains($0.value) }.sorted { $0.key < $1.key }
            .map { "- `\($0.key)`\($0.value.isEmpty ? "" : ", in Debian's package `\($0.value)`")" }.joined(
                separator: "\n"
            )
    }
}
