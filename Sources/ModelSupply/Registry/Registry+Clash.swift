package import ErrorReporting
internal import ModelManifest

extension Registry {
    /// What a new model would have in common with one that is there.
    package enum Clash: Sendable, Hashable {
        /// The Swift module, which both are compiled as.
        case module(String, directory: String)
        /// The name in the manifest.
        case name(directory: String)
    }

    /// Finds a model that a new one could not be told from.
    ///
    /// - Parameters:
    ///   - directoryName: What the new model's directory will be called; one that is called so already is passed over.
    ///   - fullName: Its namespace and name.
    /// - Returns: The first clash, in the order of ``directories()``.
    /// - Throws: ``RunnerError`` with `configuration` when no folder can be read.
    package func clash(ofDirectory directoryName: String, fullName: String) throws(RunnerError) -> Clash? {
        let module = ModuleName.module(of: directoryName)
        for other in try directories() where lastPart(other) != directoryName {
            if ModuleName.module(of: other) == module { return .module(module, directory: other) }
            let manifest = ManifestFile.read(path: "\(other)/inf.yml").manifest
            if manifest?.fullName == fullName { return .name(directory: other) }
        }
        return nil
    }
}
