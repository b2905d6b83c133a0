package import Diagnostics
import YAML

extension Rule {
    /// A picture's address that a listing cannot show.
    package static let imageURL = Rule(
        "image-url",
        "A listing's picture is an https URL of a PNG, JPEG, WebP, GIF, AVIF or SVG file.",
        severity: .warning
    )
    /// Some pictures and not the others.
    package static let partialImages = Rule(
        "partial-images",
        "A listing has all of its pictures or none.",
        severity: .warning
    )
}

/// The pictures that the listing shows of a model.
enum ListingPictures {
    private static let extensions = ["png", "jpg", "jpeg", "webp", "gif", "avif", "svg"]

    /// Reports addresses that cannot be shown, and a listing with some of its pictures only.
    ///
    /// - Parameters:
    ///   - slots: The keys of the pictures.
    ///   - images: The mapping.
    static func check(_ slots: [String], _ images: Fields) {
        var empty: [Mapping.Pair] = []
        var filled: Mapping.Pair?
        for slot in slots {
            guard let pair = images.mapping[slot] else { continue }
            guard let text = pair.value.string, !text.isEmpty else {
                if pair.value.isNull || pair.value.string != nil { empty.append(pair) }
                continue
            }
            filled = filled ?? pair
            checkURL(text, pair, images.findings)
        }
        guard let filled, let first = empty.first else { return }
        images.findings.report(
            .partialImages,
            "\(listed(empty.map { "'\($0.key.text)'" }, "and")) \(empty.count == 1 ? "is" : "are") empty, and '\(filled.key.text)' is not",
            at: first.place,
            help: "give the other pictures, too; the platform fills the gap with one that it makes up"
        )
    }

    private static func checkURL(_ text: String, _ pair: Mapping.Pair, _ findings: Findings) {
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
                ? "\(key) does not end in the name of a picture"
                : "\(key) ends in '.\(printable(suffix))', which is not a picture",
            at: pair.place,
            help: "pictures end in .\(extensions.joined(separator: ", ."))"
        )
    }
}
