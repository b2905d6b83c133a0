internal import Addresses
package import ErrorReporting
internal import InferenceKit
internal import Sandbox
internal import StagingPlaces
package import WorkerProtocol

/// The sandbox of a model's worker: what the model can read, write and connect to.
package struct ModelSandbox: Sendable {
    private let directory: String
    private let library: String
    private let isOff: Bool
    private let ownPort: UInt16?

    /// Plans the sandbox of a model.
    ///
    /// - Parameters:
    ///   - directory: The model's directory.
    ///   - library: Its compiled code.
    ///   - installation: Whether sandboxes are turned off.
    package init(_ directory: String, library: String, _ installation: Installation) {
        self.directory = directory
        self.library = library
        isOff = installation.allowsUnsafeModels
        ownPort = installation.ownPort
    }

    /// What the user should know before the model runs.
    package var warnings: [String] {
        if isOff { return ["the sandbox is off: the model can read and change all your files"] }
        return SandboxSupport.ofThisKernel.gaps.map { "the sandbox is incomplete: \($0.risk) (\($0.remedy))" }
    }

    /// Refuses a model that declares a host at the port of this server.
    ///
    /// The kernel knows ports, not hosts, so the model could use the server as its user does, and consent to a price.
    ///
    /// - Parameter hosts: The hosts that the manifest declares.
    /// - Throws: `RunnerError` with `configuration`.
    package func check(hosts: [String]) throws(RunnerError) {
        guard !isOff, let host = hosts.first(where: isOwnPort) else { return }
        throw RunnerError(
            .configuration,
            "the model connects to '\(host)', whose port is that of this server, so it could use the server itself",
            help: "start the server at another port with --listen"
        )
    }

    private func isOwnPort(_ host: String) -> Bool {
        guard let ownPort, let port = HostPattern(host)?.port else { return false }
        return port == ownPort && !Self.generalPorts.contains(port)
    }

    /// Services are at the first; long answers of name servers come over TCP from the other.
    private static let generalPorts: [UInt16] = [443, 53]

    /// The arguments for a worker that only loads and sets up the model: no network and nothing to write.
    var argumentsForSetup: [String] { arguments(SandboxRules(readable: code)) }

    /// The arguments for a worker that asks the model's service something: the network of a run, and nothing to write.
    ///
    /// - Parameter settings: How the model reaches the world.
    /// - Returns: The arguments after the model's code.
    package func argumentsForCheck(_ settings: WorkerSettings) -> [String] {
        arguments(SandboxRules(readable: code + certificates(settings), network: network(settings)))
    }

    /// The arguments for a worker that predicts.
    ///
    /// - Parameters:
    ///   - request: The inputs, the output files, which must exist, and the scratch directory.
    ///   - settings: How the model reaches the world.
    ///   - answers: The directory with the files for the answers to paid requests; `nil` for a run that is not recorded. A worker with such
    ///     a directory may outlive the runner for a short time, to write an answer that it waits for.
    /// - Returns: The arguments after the model's code.
    package func arguments(for request: WorkerRequest, _ settings: WorkerSettings, answers: String?) -> [String] {
        arguments(
            SandboxRules(
                readable: code + certificates(settings) + inputFiles(of: request),
                writable: request.outputPaths.values.sorted() + [answers].compactMap(\.self),
                scratch: [request.scratchDirectory],
                network: network(settings),
                lifetime: .seconds(request.timeoutSeconds.rounded(.up)) + Self.patience,
                diesWithRunner: answers == nil,
                grace: answers == nil ? nil : Self.grace
            )
        )
    }

    /// The arguments for a worker that serves one run after another, whose files come into directories that are fixed now.
    ///
    /// - Parameters:
    ///   - settings: How the model reaches the world.
    ///   - readable: The directory for input files.
    ///   - writable: The directories for output files and for answers to paid requests, in which the model can create none.
    ///   - scratch: The directory for temporary files.
    /// - Returns: The arguments after the model's code.
    package func argumentsForTurns(
        _ settings: WorkerSettings,
        readable: String,
        writable: [String],
        scratch: String
    ) -> [String] {
        arguments(
            SandboxRules(
                readable: code + certificates(settings) + [readable],
                writable: writable,
                scratch: [scratch],
                network: network(settings),
                diesWithRunner: false,
                grace: Self.grace
            )
        )
    }

    /// How long after its time a worker can still be busy, with what it was asked to cancel or must still write down.
    private static let patience: Duration = .seconds(180)

    /// How long a worker may outlive the runner: as long as it waits for the answer to a paid request, and some seconds to write it.
    private static let grace: Duration = .seconds(65)

    private func arguments(_ rules: SandboxRules) -> [String] { isOff ? ["--unsafe"] : rules.arguments }

    /// The model's directory, and that of its compiled code: one entry of the cache, not all of it.
    private var code: [String] {
        [directory, library.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")]
    }

    private func certificates(_ settings: WorkerSettings) -> [String] {
        [settings.certificateFile, settings.certificateDirectory].compactMap(\.self)
    }

    /// Files are the only inputs with members, of which one is the path.
    private func inputFiles(of request: WorkerRequest) -> [String] { request.input.values.flatMap(paths).sorted() }

    private func paths(in value: JSONValue) -> [String] {
        switch value {
        case .array(let elements): elements.flatMap { paths(in: $0) }
        case .object(let members): members["path"]?.string.map { [$0] } ?? []
        default: []
        }
    }

    private func network(_ settings: WorkerSettings) -> SandboxRules.Network {
        if settings.isDryRun { return .none }
        let addresses = [settings.endpoint, settings.staging?.origin, settings.httpsProxy]
        let ports = addresses.compactMap { $0.flatMap(NetworkPort.init(ofAddress:))?.number }
        let declared = settings.hosts.filter { !isOwnPort($0) }.compactMap { HostPattern($0)?.port }
        return settings.staysOnMachine ? .local(ports: ports) : .world(ports: ports + declared + Self.generalPorts)
    }
}
