package import Diagnostics
package import YAML

extension Rule {
    /// The address of a picture that a listing cannot show.
    package static let imageURL = Rule(
        "image-url",
        "A listing's picture is an https URL of a PNG, JPEG, WebP, GIF, AVIF or SVG file.",
        severity: .warning
    )
}

/// The listing fetches the pictures of a model.
package enum ImageURL: ManifestRule {
    /// The id, the severity and the demand.
    package static var rule: Rule { .imageURL }

    private static let extensions = ["png", "jpg", "jpeg", "webp", "gif", "avif", "svg"]

    /// Reports an address that cannot be shown.
    ///
    /// - Parameters:
    ///   - text: The address, not empty.
    ///   - pair: Its key and place.
    ///   - findings: Receives what is wrong.
    package static func check(_ text: String, _ pair: Mapping.Pair, _ findings: Findings) {
        let isSecure = text.utf8.starts(with: "https://".utf8)
        if isSecure, text.utf8.suffix(4).elementsEqual(".png".utf8) { return }
        let key = "'\(pair.key.text)'"
        if !isSecure {
            let isURL = text.hasPrefix("http://")
            findings.report(
                .imageURL,
                isURL ? "\(key) is not fetched over https" : "\(key) is not a URL",
                at: pair.place,
                help: isURL ? "write 'https://…'" : "upload the picture and give its 'https://…' address"
            )
            return
        }
        let address = text.utf8.dropFirst("https://".utf8.count).prefix {
            $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#")
        }
        let file = address.lastIndex(of: UInt8(ascii: "/")).map { address[$0...] }
        let end = file.flatMap { file in file.lastIndex(of: UInt8(ascii: ".")).map { file[$0...].dropFirst() } }
        let suffix = end.map { String(Substring($0)).lowercased() } ?? ""
        if extensions.contains(suffix) { return }
        findings.report(
            .imageURL,
            suffix.isEmpty
                ? "\(key) does not end in a picture's file name"
                : "\(key) ends in '.\(printable(suffix))', which is not a picture",
            at: pair.place,
            help: "pictures end in .\(extensions.joined(separator: ", ."))"
        )
    }
}
