import Diagnostics
import ModelManifest
import YAML

/// Reads the formulas of a price.
struct FormulaReader {
    /// Receives what is wrong.
    let findings: Findings

    /// Reads a number or a formula.
    ///
    /// - Parameter pair: The key and its value.
    /// - Returns: The formula; nil when it was reported.
    func formula(_ pair: Mapping.Pair) -> Formula? {
        guard case .scalar(let scalar) = pair.value.content else { return wrong(pair) }
        switch scalar.resolved {
        case .integer(let number?) where number >= 0: return .number(Double(number))
        case .number(let number) where number.isFinite && number >= 0: return .number(number)
        case .integer, .number:
            findings.reportNegative(quoted(pair.key.text), at: pair.place)
            return nil
        case .string: break
        case .boolean, .null: return wrong(pair)
        }
        do throws(FormulaError) {
            return try Formula(scalar.text)
        } catch {
            findings.report(
                .badFormula,
                "\(quoted(scalar.text)) is not a formula: \(error.message)",
                at: pair.place,
                help: "write numbers, names of inputs and values, + - * / ( ), floor, ceil, min and max"
            )
            return nil
        }
    }

    private func wrong(_ pair: Mapping.Pair) -> Formula? {
        findings.reportWrongType(
            quoted(pair.key.text),
            wanted: "a number or a formula",
            found: pair.value,
            at: pair.place
        )
        return nil
    }
}
