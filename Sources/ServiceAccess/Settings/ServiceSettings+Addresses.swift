internal import Addresses
internal import ErrorReporting
internal import StagingPlaces

extension ServiceSettings {
    /// Reads an address.
    ///
    /// An empty address is an error: if it counted as none, it would mean the real, paid service.
    static func address(
        _ option: String?,
        _ optionName: String,
        or variable: String?,
        _ variableName: String
    ) throws(RunnerError) -> String? {
        guard let text = option ?? variable else { return nil }
        let name = option != nil ? optionName : variableName
        guard !text.isEmpty else {
            throw RunnerError(.configuration, "\(name) is empty", help: "give an address, or omit it")
        }
        let reason: String
        switch LinkCheck.judge(text, allowsLoopback: true) {
        case .accepted: return LinkSpelling.usual(text)
        case .refused(let why, _): reason = why
        case .notALink: reason = "it is not an address"
        }
        // The address itself is not shown, since it may hold a password or a signature.
        throw RunnerError(
            .configuration,
            "the address given with \(name) cannot be used: \(reason)",
            help: "write https://HOST, or http://127.0.0.1:PORT for a service on this machine"
        )
    }

    /// Reads the address of a bucket.
    static func bucket(
        _ text: String,
        _ name: String,
        _ environment: [String: String]
    ) throws(RunnerError) -> StagingAddress {
        do {
            return try StagingAddress(text, environment: environment)
        } catch {
            throw RunnerError(
                .configuration,
                "the address given with \(name) cannot be used: \(error.message)",
                help: error.help
            )
        }
    }
}
