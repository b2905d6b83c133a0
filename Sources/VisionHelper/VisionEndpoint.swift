internal import InferenceKit

/// The address of the Vision API: the vendor's, or an emulator's.
struct VisionEndpoint: Sendable, Hashable {
    /// Scheme, host and port, without a final slash.
    let origin: String

    /// The vendor's address.
    static let vendor = "https://cv.byteplusapi.com"

    /// The region and service that every request is signed for.
    let scope = SigningScope(region: "ap-singapore-1", service: "cv")

    /// Reads an endpoint.
    ///
    /// - Parameter override: The address to use in place of the vendor's: `https://…`, or `http://` to loopback.
    /// - Throws: `PredictionError` with `configuration` when the address has another form or carries a path or query.
    init(_ override: String?) throws {
        guard let override else {
            origin = Self.vendor
            return
        }
        let trimmed = override.hasSuffix("/") ? String(override.dropLast()) : override
        guard let scheme = ["https://", "http://"].first(where: { trimmed.lowercased().hasPrefix($0) }),
            trimmed.count > scheme.count, !trimmed.dropFirst(scheme.count).contains(where: { "/?#@ ".contains($0) })
        else {
            throw PredictionError(
                .configuration,
                "the endpoint is not an address of the form https://HOST[:PORT]",
                help: "give scheme, host and port only, for example --endpoint http://127.0.0.1:8080"
            )
        }
        origin = trimmed
    }

    /// The URL of an action.
    func url(_ action: VisionAction) -> String {
        "\(origin)/?Action=\(action.rawValue)&Version=2024-06-06"
    }
}
