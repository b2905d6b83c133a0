/// A model that can find out, without cost, whether its service would accept a prediction.
///
/// `runner doctor` calls it in the model's worker, with the secrets and the endpoint of a prediction.
///
/// ```swift
/// extension Inference: ServiceChecking {
///     static func checkService(_ setup: Setup) async throws -> [ServiceFinding] {
///         await setup.reachability(of: setup.endpoint ?? "https://api.example.com")
///             + [try await Client(setup).checkKey()]
///     }
/// }
/// ```
public protocol ServiceChecking: Predictor {
    /// Queries what the service reports for free, within 30 seconds.
    ///
    /// - Parameter setup: The secrets that the manifest declares, and what is needed to reach the service. A secret may be missing.
    /// - Returns: What was found, in the order in which it is shown.
    /// - Throws: Any error; it is shown as a problem of the service.
    static func checkService(_ setup: Setup) async throws -> [ServiceFinding]
}

/// One finding of a model about its service.
public struct ServiceFinding: Sendable, Hashable, Codable {
    /// What a finding is about.
    public enum Subject: String, Sendable, Hashable, Codable {
        /// Whether the service can be reached.
        case network
        /// Whether this machine's clock agrees with the service's.
        case clock
        /// Whether the service accepts the keys and offers the model.
        case keys
    }

    /// The result of the check.
    public enum Outcome: Sendable, Hashable, Codable {
        /// Everything is as it should be; one phrase.
        case works(String)
        /// Usable, but it should be fixed; one phrase, and what to do.
        case warning(String, help: String)
        /// A prediction would fail with this.
        case fails(PredictionError)
    }

    /// What the finding is about.
    public var subject: Subject

    /// The result of the check.
    public var outcome: Outcome

    /// Creates a finding.
    ///
    /// - Parameters:
    ///   - subject: What the finding is about.
    ///   - outcome: The result of the check.
    public init(_ subject: Subject, _ outcome: Outcome) {
        self.subject = subject
        self.outcome = outcome
    }
}

extension Setup {
    /// Finds out whether a service responds at all, and whether its clock agrees with this machine's.
    ///
    /// - Parameter address: Scheme, host and port of the service, without a final slash.
    /// - Returns: A finding about the network, and one about the clock when the service states its time.
    public func reachability(of address: String) async -> [ServiceFinding] {
        await ServiceFinding.reachability(of: address, transport: transport, time: time)
    }
}

extension ServiceFinding {
    /// Whether it is as it should be.
    package var works: Bool { if case .works = outcome { true } else { false } }

    /// Finds out whether a service responds at all, and whether its clock agrees with this machine's.
    ///
    /// - Parameters:
    ///   - address: Scheme, host and port of the service, without a final slash.
    ///   - transport: Sends the request.
    ///   - time: This machine's clock.
    /// - Returns: A finding about the network, and one about the clock when the service states its time.
    package static func reachability(
        of address: String,
        transport: any Transport,
        time: any TimeSource
    ) async -> [ServiceFinding] {
        let response: HTTPResponse
        do {
            response = try await transport.send(HTTPRequest("GET", "\(address)/", timeout: .seconds(15)))
        } catch {
            let help = "check the network, HTTPS_PROXY, and the service's address"
            let isOurs = [.badURL, .hostRefused].contains(error.code)
            let code: PredictionError.Code = isOurs ? .configuration : .serviceUnavailable
            return [ServiceFinding(.network, .fails(PredictionError(code, error.message, help: help)))]
        }
        let reached = ServiceFinding(.network, .works("\(address) responds"))
        guard let date = response.headers["Date"].flatMap({ UTCTime(httpDate: $0) }) else { return [reached] }
        return [reached, ServiceFinding(.clock, clock(seconds: date.secondsSinceEpoch - time.now.secondsSinceEpoch))]
    }

    private static func clock(seconds: Int64) -> Outcome {
        let off = "this machine's clock is \(seconds.magnitude) s \(seconds > 0 ? "slow" : "fast")"
        let help = "set the clock, for example with 'timedatectl set-ntp true'"
        return switch seconds.magnitude {
        case 0..<60: .works("agrees with the service's to the minute")
        // Signatures are usually valid for a quarter of an hour to either side.
        case 60..<900: .warning(off, help: help)
        default: .fails(PredictionError(.configuration, off, help: help))
        }
    }
}
