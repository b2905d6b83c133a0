internal import Dispatch
package import ErrorReporting
internal import Glibc
package import ManifestChecks
internal import ModelManifest
internal import Synchronization

extension Registry {
    /// Reads the manifests of all models, on all processors.
    ///
    /// - Parameter transform: What to keep of a model, given its directory and its manifest.
    /// - Returns: What was kept, in the order of ``directories()``.
    /// - Throws: `RunnerError` with `configuration` if there is no registry.
    package func models<Value: Sendable>(
        _ transform: @Sendable (String, DecodedManifest) -> Value
    ) throws(RunnerError) -> [Value] {
        let directories = try directories()
        let processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        // For a few manifests, another thread costs more than it saves. Small portions keep late threads from being last.
        let (threads, stride) = (max(1, min(processors, 16, directories.count / 8)), 4)
        let next = Atomic(0)
        let kept = Mutex([Int: [Value]]())
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            while true {
                let start = next.add(stride, ordering: .relaxed).oldValue
                guard start < directories.count else { break }
                let values = directories[start..<min(start + stride, directories.count)].map {
                    transform($0, ManifestFile.read(path: "\($0)/inf.yml"))
                }
                kept.withLock { $0[start] = values }
            }
        }
        return kept.withLock { kept in kept.sorted { $0.key < $1.key }.flatMap(\.value) }
    }
}
