internal import Glibc
internal import InferenceKit

/// A compiled model, loaded for as long as the process lives: unloading Swift code is not possible.
enum ModelLibrary {
    /// The function that the runner adds to every model, and the version of what it returns.
    static let entryName = "runner_model_entry_v1"

    /// Loads a compiled model.
    ///
    /// - Parameter path: The shared object.
    /// - Returns: The model's entry.
    /// - Throws: `PredictionError` with `model-failed`.
    static func load(_ path: String) throws -> ModelEntry {
        guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
            let reason = dlerror().map { String(cString: $0) } ?? "unknown reason"
            throw PredictionError(
                .modelFailed,
                "the compiled model cannot be loaded: \(reason)",
                help: "import only the modules of the kit and the standard library in a model"
            )
        }
        guard let symbol = dlsym(handle, entryName) else {
            throw PredictionError(
                .modelFailed,
                "the compiled model has no entry '\(entryName)'",
                help: "remove the runner's cache, so that the model is compiled again"
            )
        }
        typealias Entry = @convention(c) () -> UnsafeMutableRawPointer
        let entry = unsafeBitCast(symbol, to: Entry.self)
        return Unmanaged<ModelEntry>.fromOpaque(entry()).takeRetainedValue()
    }
}
