package import FoundationEssentials

/// What lets a remote caller use a server: the record of a token, without the token itself.
///
/// The name identifies the caller. Runs and files belong to the name, so that a token that is revoked and added again under the
/// same name gives the same caller a new token.
package struct AccessToken: Sendable, Hashable {
    /// The public part of the token, by which its record is found.
    package let id: String
    /// Who uses it; unique among the tokens that are not revoked.
    package let name: String
    /// SHA-256 of the whole token, in hex.
    package let hash: String
    /// The full names of the models that it may use; `nil` for all.
    package var models: [String]?
    /// The most that one run may cost, in US dollars; `nil` when the token says nothing about it.
    package var maxCost: Double?
    /// The most that all runs of the caller may cost in 24 hours, in US dollars; `nil` when the token says nothing about it.
    package var maxCostPerDay: Double?
    /// When it was added.
    package let created: Date
    /// When it stops being accepted; `nil` for never.
    package var expires: Date?
    /// When it was revoked; `nil` when it was not.
    package var revoked: Date?

    /// Creates a record; each parameter is the property of the same name.
    package init(
        id: String,
        name: String,
        hash: String,
        models: [String]? = nil,
        maxCost: Double? = nil,
        maxCostPerDay: Double? = nil,
        created: Date,
        expires: Date? = nil,
        revoked: Date? = nil
    ) {
        self.id = id
        self.name = name
        self.hash = hash
        self.models = models
        self.maxCost = maxCost
        self.maxCostPerDay = maxCostPerDay
        self.created = created
        self.expires = expires
        self.revoked = revoked
    }

    /// Whether it is accepted.
    ///
    /// - Parameter time: Now.
    /// - Returns: False once it was revoked or has expired.
    package func isValid(at time: Date) -> Bool {
        revoked == nil && expires.map { time < $0 } ?? true
    }

    /// Whether a model may be used with it.
    ///
    /// - Parameter model: The full name of the model.
    /// - Returns: True when the token names the model or no model at all.
    package func allows(_ model: String) -> Bool {
        models?.contains(model) ?? true
    }
}
