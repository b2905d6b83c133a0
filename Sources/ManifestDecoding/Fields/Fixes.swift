package import Diagnostics
package import YAML

extension Fix {
    /// Returns a fix that writes something else in the place of a piece of text.
    ///
    /// - Parameters:
    ///   - text: What to write.
    ///   - span: What to replace; nil or a piece of several lines gives no fix.
    /// - Returns: The fix.
    static func writing(_ text: String, at span: Span?) -> Fix? {
        guard let span, span.start.line == span.end.line else { return nil }
        return Fix("write \(printable(text))", [Fix.Edit(replacing: span, with: text)])
    }
}

extension Node {
    /// Puts a plain value of one line in quotes.
    var quotingFix: Fix? {
        guard case .scalar(let scalar) = content, scalar.style == .plain, !scalar.text.isEmpty else { return nil }
        return Fix.writing(doubleQuoted(scalar.text), at: span)
    }

    /// The help and the fix that make a string of a value that is none.
    var helpToQuote: String? {
        guard case .scalar(let scalar) = content, scalar.resolved != .null else { return nil }
        return "put it in quotes: \(doubleQuoted(scalar.text))"
    }

    /// The fix that writes another value in the place of this one, which is a scalar.
    package func fix(writing text: String) -> Fix? {
        guard case .scalar(let scalar) = content, scalar.style != .block else { return nil }
        return Fix.writing(text, at: span)
    }
}

/// Returns a text as a YAML value in double quotes.
func doubleQuoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        if scalar == "\"" || scalar == "\\" { result += "\\" }
        result.unicodeScalars.append(scalar)
    }
    return result + "\""
}
