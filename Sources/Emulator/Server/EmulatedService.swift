import EmulatedServices
import InferenceKit

/// An API that the emulator speaks.
///
/// To emulate another API, write a type that conforms, and add it to `EmulatorServer` and
/// `EmulatedServiceName`; everything else is shared.
protocol EmulatedService: Sendable {
    /// The word with which manifests name the service.
    var name: EmulatedServiceName { get }

    /// Returns what makes a client use the emulator instead of the service.
    ///
    /// - Parameter endpoint: The emulator's address.
    /// - Returns: Environment variables, such as `VISION_ENDPOINT`.
    func variables(endpoint: String) -> [(name: String, value: String)]

    /// Answers a request; `nil` when it is not for this service.
    ///
    /// - Parameter incoming: The request.
    /// - Returns: What to send back.
    /// - Throws: `CancellationError`, and what the connection throws.
    func answer(_ incoming: Incoming) async throws -> Answer?

    /// Works on tasks until it is canceled; returns at once when the service has none.
    func work() async

    /// What the service counted.
    var statistics: ServiceStatistics { get async }
}

extension EmulatedService {
    func work() async {}

    var statistics: ServiceStatistics {
        get async { ServiceStatistics() }
    }
}
