/// Takes out of texts what must not be kept: the values of secrets, and the queries, fragments and credentials of links.
///
/// A secret is found as it is, percent-encoded, escaped as in JSON, and in Base64, also where it is part of something longer; what
/// is left of a link is its scheme, host and path. The time grows with the length of the text.
package struct Redactor: Sendable {
    /// Shorter values are no secrets: they would be found in the middle of words.
    package static let shortestSecretBytes = 6

    private let secrets: SecretSearch
    private let marker: [UInt8]

    /// Creates a redactor.
    ///
    /// - Parameter secrets: The values; those that are shorter than ``shortestSecretBytes`` are ignored.
    package init(secrets: [String] = []) {
        let secrets = secrets.filter { $0.utf8.count >= Self.shortestSecretBytes }
        self.secrets = SecretSearch(secrets)
        // What stands in for a secret must not be taken for one.
        let usual = "<redacted>"
        let isAmbiguous = secrets.contains { usual.contains($0) || $0.contains(usual) }
        marker = Array((isAmbiguous ? "***" : usual).utf8)
    }

    /// Takes out what must not be kept.
    ///
    /// - Parameter text: Any text.
    /// - Returns: What may be kept; `nil` when that is the text itself.
    package func redacted(_ text: String) -> String? {
        var result: [UInt8]?
        // What is left and right of a cut may come together to something new.
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
            LinkSearch.findParts(of: view, &cuts)
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

/// A part of a text that must not be kept.
struct Cut {
    /// Where it is, in bytes of the text.
    var range: Range<Int>
    /// Whether it is shown that something was there.
    var isSecret: Bool

    /// Joins what overlaps, in the order of the text.
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
            // A secret in the query of a link goes with it.
            guard cut.range.upperBound > last.range.upperBound else { continue }
            let range = last.range.lowerBound..<cut.range.upperBound
            result[result.count - 1] = Cut(range: range, isSecret: last.isSecret || cut.isSecret)
        }
        return result
    }
}
