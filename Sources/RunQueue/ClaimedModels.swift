internal import ErrorReporting
internal import ModelManifest
package import ModelSupply
internal import RunnerCore
internal import ServiceAccess

/// The models of a machine by their content keys: a run is driven only with exactly the model that it was accepted with.
package struct ClaimedModels: Sendable {
    /// The models.
    package private(set) var byKey: [String: ModelDirectory] = [:]
    /// Why a model is left out, one sentence each.
    package private(set) var problems: [String] = []

    /// No models.
    init() {}

    /// Looks at models.
    ///
    /// - Parameters:
    ///   - registry: Where they are.
    ///   - names: Their names or directories; empty for all of the registry.
    package init(_ registry: Registry, names: [String]) {
        let wanted: [String]
        do {
            wanted = names.isEmpty ? try registry.directories() : names
        } catch {
            problems.append(error.message)
            return
        }
        for name in wanted {
            do {
                let model = try registry.model(name)
                byKey[try RunKeys.key(of: model)] = model
            } catch {
                problems.append("'\(name)' is skipped: \(ErrorReport(error).message)")
            }
        }
    }

    /// The addresses that this machine uses instead of the services' own; an address that cannot be used is reported by each run.
    ///
    /// - Parameter environment: The environment.
    /// - Returns: The addresses by the service's name.
    func endpoints(_ environment: [String: String]) -> [String: String] {
        var endpoints: [String: String] = [:]
        for service in Set(byKey.values.compactMap(\.manifest.service)) {
            let settings = try? ServiceSettings(of: service, endpoint: nil, staging: nil, environment: environment)
            endpoints[service.description] = settings?.endpoint
        }
        return endpoints
    }

    /// The full names by key, as a process announces them.
    package var names: [String: String] { byKey.mapValues { $0.manifest.fullName } }
}
