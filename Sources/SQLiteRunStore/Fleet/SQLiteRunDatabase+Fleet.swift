package import FoundationEssentials
internal import RunRows
package import RunStore

extension SQLiteRunDatabase {
    package func announce(_ process: FleetProcess, at time: Date) async throws(RunStoreError) {
        try await write { transaction in
            let forgotten = time.addingTimeInterval(-(FleetProcess.memory / .seconds(1)))
            try transaction.run("DELETE FROM processes WHERE seen < \(forgotten)")
            try transaction.run(try ProcessRow.replacement(process, seen: time))
        }
    }

    package func hints() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let watch = Task { [weak self] in
            var seen: Int64?
            while (try? await Task.sleep(for: Self.hintInterval)) != nil {
                guard let version = try? await self?.dataVersion() else { return }
                if let seen, seen != version { continuation.yield() }
                seen = version
            }
        }
        continuation.onTermination = { _ in watch.cancel() }
        return stream
    }

    /// How often it is looked whether another process has written; a look costs microseconds and reads no data.
    private static let hintInterval: Duration = .milliseconds(50)

    /// A number that changes whenever another connection commits.
    private func dataVersion() async throws(RunStoreError) -> Int64 {
        try await read { try $0.value("PRAGMA data_version") ?? 0 }
    }
}
