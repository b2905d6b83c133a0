/// Returns how many columns of a terminal a character takes.
///
/// A character is what the reader sees: an emoji of several scalars takes 2 columns, a letter with its accents takes 1.
///
/// - Parameter character: A printable character.
/// - Returns: 0, 1 or 2.
///
/// See <https://www.unicode.org/reports/tr11/> for the wide ranges and
/// <https://www.unicode.org/reports/tr51/#Presentation_Style> for emoji.
package func displayWidth(_ character: Character) -> Int {
    var width = 0
    for scalar in character.unicodeScalars {
        if scalar.value == 0xFE0F { return 2 }
        width = max(width, displayWidth(scalar))
    }
    return width
}

/// Returns how many columns of a terminal a text takes.
///
/// - Parameter text: Printable text in one line.
/// - Returns: The sum over its characters.
package func displayWidth(_ text: String) -> Int {
    // Most texts are plain ones, which need no look at their characters.
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
    return text.reduce(0) { $0 + displayWidth($1) }
}

private func displayWidth(_ scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    if scalar.properties.isEmojiPresentation { return 2 }
    return isWide(scalar.value) ? 2 : 1
}

private func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3: true
    case 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6: true
    case 0x17000...0x18D08, 0x1B000...0x1B2FF, 0x1F200...0x1F265, 0x20000...0x3FFFD: true
    default: false
    }
}
