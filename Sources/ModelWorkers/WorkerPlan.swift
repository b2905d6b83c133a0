package import ModelSupply
package import WorkerProtocol

/// All that is fixed when a worker starts: only runs that agree in all of it can have the same worker, one after another.
package struct WorkerPlan: Sendable, Hashable {
    let installation: Installation
    let model: String
    let library: String
    let manifest: [UInt8]
    let environment: [String: String]
    let settings: WorkerSettings
    let stamp: ModelStamp

    /// Describes a worker.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - library: Its compiled code.
    ///   - environment: The variables that its manifest names, with the keys among them.
    ///   - settings: How it reaches the world.
    ///   - installation: Where programs and directories for temporary files are, and whether sandboxes are turned off.
    package init(
        model: ModelDirectory,
        library: String,
        environment: [String: String],
        settings: WorkerSettings,
        _ installation: Installation
    ) {
        self.model = model.path
        manifest = model.manifestBytes
        self.library = library
        self.environment = environment
        self.settings = settings
        self.installation = installation
        stamp = ModelStamp(of: model.path)
    }

    /// The process, whose files are in a room.
    func process(in room: WorkerRoom) -> WorkerProcess {
        let sandbox = ModelSandbox(model, library: library, installation)
        let rules = sandbox.argumentsForTurns(
            settings,
            readable: room.inputs,
            writable: [room.outputs, room.answers],
            scratch: room.scratch
        )
        return WorkerProcess(
            program: installation.workerProgram,
            arguments: [library] + rules,
            environment: environment.merging(["TMPDIR": room.temporary]) { $1 }
        )
    }
}
