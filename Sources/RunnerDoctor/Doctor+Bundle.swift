internal import ModelSupply

extension Doctor {
    /// Checks whether the files of the program's bundle are those that were built.
    func bundle() -> [DoctorFinding] {
        guard let bundle = installation.bundle else { return [] }
        let again = "copy the bundle again, or build it again with 'runner build'"
        guard let record = bundle.record else {
            let message = "'\(bundle.root)/\(RunnerBundle.recordName)' cannot be read"
            return [DoctorFinding("bundle", .failed, message, help: again)]
        }
        let checksums: FileChecksums
        do {
            checksums = try FileChecksums(readFrom: bundle.root)
        } catch {
            return [.failed("bundle", error)]
        }
        let changed = checksums.changedFiles(in: bundle.root)
        guard changed.isEmpty else {
            let shown = changed.prefix(5).map { "'\($0)'" }.joined(separator: ", ") + (changed.count > 5 ? ", …" : "")
            let message = "\(changed.count) of \(checksums.digests.count) files differ from the build: \(shown)"
            return [DoctorFinding("bundle", .warning, message, help: "unless they were changed on purpose, \(again)")]
        }
        return [
            .ok(
                "bundle",
                "runner \(record.runner) for \(record.architecture), \(checksums.digests.count) files as built"
            )
        ]
    }
}
