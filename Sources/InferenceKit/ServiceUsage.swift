/// What a service reports that it charges for.
///
/// Where the manifest states a price for each token or image, the price of the run follows from it, in place of the estimate.
public struct ServiceUsage: Sendable, Hashable, Codable {
    /// The tokens that are charged; `nil` when the service does not count any.
    public var tokens: Int?

    /// The images that are charged; `nil` when the service does not count any.
    public var images: Int?

    /// Describes a usage.
    ///
    /// - Parameters:
    ///   - tokens: The tokens that are charged.
    ///   - images: The images that are charged.
    public init(tokens: Int? = nil, images: Int? = nil) {
        self.tokens = tokens
        self.images = images
    }

    /// The combined usage of two pieces of work.
    public static func + (first: ServiceUsage, second: ServiceUsage) -> ServiceUsage {
        let sum = { (first: Int?, second: Int?) in
            first == nil && second == nil ? nil : (first ?? 0) + (second ?? 0)
        }
        return ServiceUsage(tokens: sum(first.tokens, second.tokens), images: sum(first.images, second.images))
    }
}

extension PredictionContext {
    /// Reports what the service charges for a piece of the run; reports about several pieces add up.
    ///
    /// A run that is resumed reports all its pieces again: those whose results were recorded, too.
    ///
    /// - Parameter usage: What the service says about the piece.
    public func charged(_ usage: ServiceUsage) { channel.report(.usage(usage)) }
}
