extension SQL {
    /// The condition of a run whose service has the address that a process uses for it, if it uses another one than the service's own.
    ///
    /// - Parameter endpoints: The addresses by the service's name.
    /// - Returns: The condition.
    package static func isReached(with endpoints: [String: String]) -> SQL {
        let services = endpoints.sorted { $0.key < $1.key }.map { service, endpoint -> SQL in
            "(runs.service IS NULL OR runs.service <> \(service) OR runs.endpoint = \(endpoint))"
        }
        return services.isEmpty ? .yes : services.joined(" AND ")
    }
}
