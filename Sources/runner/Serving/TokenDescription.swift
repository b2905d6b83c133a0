import FoundationEssentials
import InferenceKit
import Presentation
import Quantities
import RunStore

/// A token for people and for programs.
struct TokenDescription {
    private let token: AccessToken
    private let now: Date

    /// - Parameters:
    ///   - token: The token.
    ///   - now: Now.
    init(_ token: AccessToken, now: Date) {
        self.token = token
        self.now = now
    }

    /// The names of the columns.
    static let header = ["NAME", "STATUS", "PER RUN", "PER DAY", "EXPIRES", "ADDED", "MODELS"]

    /// The cells of a table.
    var row: [String] {
        [
            token.name, status, token.maxCost.map(Dollars.text) ?? "-", token.maxCostPerDay.map(Dollars.text) ?? "-",
            token.expires?.text ?? "never", token.created.text, token.models?.joined(separator: ", ") ?? "all",
        ]
    }

    /// The members of a JSON object.
    var object: [String: JSONValue] {
        [
            "name": .string(token.name),
            "id": .string(token.id),
            "status": .string(status),
            "models": token.models.map { .array($0.map(JSONValue.string)) } ?? .null,
            "max_cost_usd": token.maxCost.map(JSONValue.double) ?? .null,
            "max_cost_per_day_usd": token.maxCostPerDay.map(JSONValue.double) ?? .null,
            "created_at": .string(token.created.timestamp),
            "expires_at": token.expires.map { .string($0.timestamp) } ?? .null,
            "revoked_at": token.revoked.map { .string($0.timestamp) } ?? .null,
        ]
    }

    private var status: String {
        if token.revoked != nil { return "revoked" }
        return token.isValid(at: now) ? "active" : "expired"
    }
}
