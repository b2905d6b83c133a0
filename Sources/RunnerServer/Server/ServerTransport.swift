package import ErrorReporting
internal import HummingbirdCore
internal import HummingbirdTLS
internal import NIOSSL
internal import ServerConnections

/// How connections are made: HTTP/1.1 with limits, over TLS when there is a certificate.
package enum ServerTransport {
    /// Builds connections.
    ///
    /// - Parameters:
    ///   - settings: They name the files of the certificate and its key.
    ///   - census: Counts the connections.
    /// - Returns: What makes a server.
    /// - Throws: `RunnerError` with `configuration` when these cannot be used.
    static func builder(
        _ settings: ServerSettings,
        _ census: ConnectionCensus
    ) throws(RunnerError) -> HTTPServerBuilder {
        let http = HTTPServerBuilder.stoppable(HTTPLimits.configuration(census))
        guard let configuration = try tls(settings) else { return http }
        do {
            return try .tls(http, tlsConfiguration: configuration)
        } catch {
            throw refused(settings, error)
        }
    }

    /// Checks the files of the certificate and its key.
    ///
    /// - Parameter settings: They name the files.
    /// - Throws: `RunnerError` with `configuration` when these cannot be used.
    package static func check(_ settings: ServerSettings) throws(RunnerError) {
        _ = try builder(settings, ConnectionCensus(most: HTTPLimits.connections))
    }

    private static func tls(_ settings: ServerSettings) throws(RunnerError) -> TLSConfiguration? {
        guard let certificate = settings.certificate, let key = settings.certificateKey else { return nil }
        do {
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))
            )
            configuration.minimumTLSVersion = .tlsv12
            return configuration
        } catch {
            throw refused(settings, error)
        }
    }

    private static func refused(_ settings: ServerSettings, _ error: any Error) -> RunnerError {
        RunnerError(
            .configuration,
            "the certificate '\(settings.certificate ?? "")' and its key '\(settings.certificateKey ?? "")' cannot be used: "
                + "\(error)",
            help: "give --tls-certificate and --tls-key PEM files that belong together"
        )
    }
}
