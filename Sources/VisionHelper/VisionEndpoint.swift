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
        origin = try override.map(serviceOrigin) ?? Self.vendor
    }

    /// The URL of an action.
    func url(_ action: VisionAction) -> String {
        "\(origin)/?Action=\(action.rawValue)&Version=2024-06-06"
    }
}
