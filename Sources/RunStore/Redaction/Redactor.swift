/// Removes from text what must not be stored: the values of secrets, and the queries, fragments and credentials of links.
///
/// A secret is found in plain, percent-encoded, JSON-escaped and Base64 form, also inside longer text. Of a link, the scheme,
/// host and path remain. The time is linear in the length of the text.
package struct Redactor: Sendable {
    /// The length from which a value is treated as a secret; shorter ones would match in the middle of words.
    package static let shortestSecretBytes = 6

    private let secrets: SecretSearch
    private let marker: [UInt8]
    private let cutsLinks: Bool

    /// Creates a redactor.
    ///
    /// - Parameters:
    ///   - secrets: The values; those shorter than ``shortestSecretBytes`` are ignored.
    ///   - cutsLinks: Whether the queries, fragments and credentials of links are removed as well.
    package init(secrets: [String] = [], cutsLinks: Bool = true) {
        self.cutsLinks = cutsLinks
        let secrets = secrets.filter { $0.utf8.count >= Self.shortestSecretBytes }
        self.secrets = SecretSearch(secrets)
        // The replacement must not contain a secret itself.
        let usual = "<redacted>"
        let isAmbiguous = secrets.contains { usual.contains($0) || $0.contains(usual) }
        marker = Array((isAmbiguous ? "***" : usual).utf8)
    }

    /// Removes what must not be stored.
    ///
    /// - Parameter text: Any text.
    /// - Returns: The text that may be stored; `nil` when nothing had to be removed.
    package func redacted(_ text: String) -> String? {
        var result: [UInt8]?
        // Text on both sides of a cut may join to another secret or link.
        for _ in 0..<4 {
            let bytes = result ?? Array(text.utf8)
            guard let next = pass(bytes) else { break }
            result = next
        }
        return result.map { String(decoding: $0, as: UTF8.self) }
    }

    private func pass(_ bytes: [UInt8]) -> [UInt8]? {
        var cuts: [Cut] = []
        for view in DecodedText(bytes).withDecodings(depth: 2) {
            if cutsLinks { LinkSearch.findParts(of: view, &cuts) }
            secrets.find(in: view, &cuts)
        }
        guard !cuts.isEmpty else { return nil }

        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var rest = 0
        for cut in Cut.merged(cuts) {
            result += bytes[rest..<cut.range.lowerBound]
            if cut.isSecret { result += marker }
            rest = cut.range.upperBound
        }
        return result + bytes[rest...]
    }
}

/// A part of a text that must not be stored.
struct Cut {
    /// Where it is, in bytes of the text.
    var range: Range<Int>
    /// Whether a marker replaces it.
    var isSecret: Bool

    /// Joins overlapping cuts, in the order of the text.
    static func merged(_ cuts: [Cut]) -> [Cut] {
        let sorted = cuts.sorted { left, right in
            if left.range.lowerBound != right.range.lowerBound { return left.range.lowerBound < right.range.lowerBound }
            if left.range.upperBound != right.range.upperBound { return left.range.upperBound > right.range.upperBound }
            return !left.isSecret && right.isSecret
        }
        var result: [Cut] = []
        for cut in sorted {
            guard let last = result.last, cut.range.lowerBound < last.range.upperBound else {
                result.append(cut)
                continue
            }
            // A secret in the query of a link is removed with the query.
            guard cut.range.upperBound > last.range.upperBound else { continue }
            let range = last.range.lowerBound..<cut.range.upperBound
            result[result.count - 1] = Cut(range: range, isSecret: last.isSecret || cut.isSecret)
        }
        return result
    }
}
