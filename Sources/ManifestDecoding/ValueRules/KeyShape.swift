import ModelManifest
import YAML

/// Recognizes real keys by their form.
package enum KeyShape {
    /// How the keys of well-known services start, with their least length.
    private static let prefixes: [(start: String, least: Int)] = [
        ("sk-", 20), ("sk_live_", 16), ("sk_test_", 16), ("rk_live_", 16), ("pk_live_", 16), ("ghp_", 20), ("gho_", 20),
        ("ghs_", 20), ("ghu_", 20), ("github_pat_", 20), ("glpat-", 20), ("hf_", 20), ("xoxb-", 20), ("xoxp-", 20),
        ("xapp-", 20), ("AKIA", 20), ("ASIA", 20), ("AKLT", 20), ("LTAI", 16), ("AIza", 30), ("ya29.", 20), ("eyJ", 40),
        ("r8_", 20), ("gsk_", 20), ("xai-", 20), ("nvapi-", 20), ("npm_", 20), ("pypi-", 20), ("SG.", 30),
        ("-----BEGIN ", 20),
    ]

    private static let firstBytes = prefixes.compactMap(\.start.firstByte)

    /// Whether a text starts like the key of a well-known service.
    package static func isKey(_ text: String) -> Bool {
        let bytes = text.utf8
        guard bytes.count >= 16, let first = text.firstByte, firstBytes.contains(first) else { return false }
        for prefix in prefixes where bytes.count >= prefix.least && bytes.starts(with: prefix.start.utf8) {
            let rest = bytes.dropFirst(prefix.start.utf8.count)
            if prefix.start.hasPrefix("-----") || isDense(rest) && !isPlaceholder(text) { return true }
        }
        return false
    }

    /// Whether a word of a text is the key of a well-known service.
    static func containsKey(_ text: String) -> Bool {
        guard mayContainKey(text) else { return false }
        return text.utf8.split(separator: UInt8(ascii: " ")).contains { isKey(String(Substring($0))) }
    }

    /// A quick look that clears nearly every text: whether there is a long word that starts as keys do.
    private static func mayContainKey(_ text: String) -> Bool {
        let found = text.utf8.withContiguousStorageIfAvailable { bytes in
            var length = 0
            for (index, byte) in bytes.enumerated() {
                length = byte == UInt8(ascii: " ") ? 0 : length + 1
                if length == 16, firstBytes.contains(bytes[index - 15]) { return true }
            }
            return false
        }
        return found ?? true
    }

    /// Whether a text has a long run of letters and digits in which nearly everything occurs.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - least: How long the run must be.
    /// - Returns: True for keys and hashes, false for words.
    static func isRandom(_ text: String, least: Int) -> Bool {
        guard text.utf8.count >= least, text.utf8.count <= 4096, !isPlaceholder(text) else { return false }
        for run in text.utf8.split(whereSeparator: { !isWordByte($0) }) where run.count >= least {
            var digits = 0
            var letters = 0
            var seen = [Bool](repeating: false, count: 128)
            var different = 0
            for byte in run {
                if byte <= UInt8(ascii: "9") { digits += 1 } else { letters += 1 }
                if !seen[Int(byte)] { different += 1 }
                seen[Int(byte)] = true
            }
            // Words have few digits; hashes and keys have many of them and use more than a handful of signs.
            if digits * 12 >= run.count, digits >= 2, letters >= 3, different >= min(10, run.count * 2 / 3) {
                return true
            }
        }
        return false
    }

    /// Whether a text is a placeholder for a value.
    package static func isPlaceholder(_ text: String) -> Bool {
        if NameForms.isBlank(text) { return true }
        let lower = text.lowercased()
        if lower.hasPrefix("<") || lower.hasPrefix("$") || lower.hasPrefix("{") || lower.hasPrefix("...") {
            return true
        }
        return ["your", "change", "todo", "xxx", "placeholder", "example", "dummy", "insert", "replace", "secret_here"]
            .contains { lower.utf8.count < 200 && contains(lower, $0) }
    }

    private static func contains(_ text: String, _ part: String) -> Bool {
        var rest = text.utf8[...]
        while rest.count >= part.utf8.count {
            if rest.starts(with: part.utf8) { return true }
            rest = rest.dropFirst()
        }
        return false
    }

    private static func isDense(_ bytes: Substring.UTF8View) -> Bool {
        var letters = 0
        for byte in bytes {
            guard isWordByte(byte) || "-_./+=".utf8.contains(byte) else { return false }
            if isWordByte(byte) { letters += 1 }
        }
        return letters >= 12
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
            || byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
    }
}
