internal import BatchFiles
internal import ErrorReporting
internal import ModelInputs

/// Turns what the core says about a row into findings with the place in the file.
struct RowReport: Sendable {
    let requests: RowRequests

    /// The findings about a row.
    ///
    /// - Parameters:
    ///   - index: The number of the row, from 0.
    ///   - problems: What the core has found.
    /// - Returns: The findings; what does not come from a cell has no column.
    func findings(_ index: Int, _ problems: [any Error]) -> [RowFinding] {
        problems.flatMap { problem -> [RowFinding] in
            if let finding = problem as? RowFinding { return [finding] }
            if let violations = problem as? InputViolations { return violations.violations.map { finding(index, $0) } }
            let report = ErrorReport(problem)
            return [requests.batch.file.finding(row: index, report.message, help: report.help, code: report.code)]
        }
    }

    private func finding(_ index: Int, _ violation: InputViolation) -> RowFinding {
        let file = requests.batch.file
        let column = requests.mapping.column(of: violation.input, in: file.row(index))
        return file.finding(
            row: index,
            column: column,
            column == violation.input ? violation.message : "input '\(violation.input)': \(violation.message)",
            help: violation.help,
            code: "invalid-input"
        )
    }

    /// Reports what several rows have in common once, at the first of them.
    ///
    /// - Parameter findings: All findings, in the order of the file.
    /// - Returns: The findings, each with the number of its rows.
    static func merged(_ findings: [RowFinding]) -> [RowFinding] {
        struct Words: Hashable {
            var column: String?
            var message: String
            var help: String?
        }
        var places: [Words: Int] = [:]
        var merged: [RowFinding] = []
        for finding in findings {
            let words = Words(column: finding.column, message: finding.message, help: finding.help)
            if let place = places[words] {
                merged[place].rowCount += 1
            } else {
                places[words] = merged.count
                merged.append(finding)
            }
        }
        return merged
    }
}
