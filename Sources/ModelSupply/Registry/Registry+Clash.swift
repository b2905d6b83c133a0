package import ErrorReporting
internal import ManifestChecks
internal import ModelManifest

extension Registry {
    /// What a new model would share with an existing one.
    package enum Clash: Sendable, Hashable {
        /// The name of the Swift module.
        case module(String, directory: String)
        /// The name in the manifest.
        case name(directory: String)
    }

    /// Finds an existing model that a new one would clash with.
    ///
    /// - Parameters:
    ///   - directoryName: The name of the new model's directory; an existing model of this name is ignored.
    ///   - fullName: The namespace and name of the new model.
    /// - Returns: The first clash, in the order of ``directories()``.
    /// - Throws: `RunnerError` with `configuration` if there is no registry.
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
