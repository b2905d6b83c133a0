package import Diagnostics
import YAML

extension Rule {
    /// `-key: value`.
    package static let dashWithoutBlank = Rule(
        "dash-without-blank",
        "A blank follows the dash of a list's item; without it the dash is a part of the key."
    )
}

extension Mapping.Key {
    /// Whether the key looks like an item of a list whose dash lacks its blank.
    var isDashWithoutBlank: Bool {
        text.hasPrefix("-") && text.dropFirst().first?.isLetter == true
    }
}

extension Findings {
    /// Reports a dash without its blank.
    ///
    /// - Parameter key: The key that begins with the dash.
    func reportDashWithoutBlank(_ key: Mapping.Key) {
        report(
            .dashWithoutBlank,
            "no blank after the dash in \(quoted(key.text)), which makes it a key rather than an item of a list",
            at: key.span,
            help: "write '- \(printable(String(key.text.dropFirst()))): …'"
        )
    }
}
