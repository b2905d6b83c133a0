internal import Diagnostics
package import ErrorReporting
package import InferenceKit

/// What is wrong at one place of a file of rows.
package struct RowFinding: Error, Sendable, Hashable {
    /// The number of the row, from 1; `nil` for what concerns the file as a whole.
    package var row: Int?
    /// The line of the file, from 1.
    package var line: Int?
    /// The column of that line in Unicode scalars, from 1.
    package var position: Int?
    /// The name of the column; `nil` for what concerns the whole row.
    package var column: String?
    /// What is wrong, one phrase.
    package var message: String
    /// How to fix it.
    package var help: String?
    /// The stable name of what is wrong, for programs.
    package var code: String
    /// How many rows have it, when it is reported once at the first of them.
    package var rowCount = 1

    /// Describes a finding; each parameter is the property of the same name.
    package init(
        row: Int? = nil,
        line: Int? = nil,
        position: Int? = nil,
        column: String? = nil,
        message: String,
        help: String? = nil,
        code: String = "invalid-row"
    ) {
        self.row = row
        self.line = line
        self.position = position
        self.column = column
        self.message = message
        self.help = help
        self.code = code
    }

    /// The finding in lines: `rows.csv:12:5: error: row 11, column 'image': there is no file 'x.jpg'`, then the help.
    ///
    /// - Parameter file: The file as the user named it.
    /// - Returns: One or more lines, safe for a terminal.
    package func text(in file: String) -> String {
        let place = ([printable(file)] + [line, position].compactMap { $0.map(String.init) }).joined(separator: ":")
        let others = rowCount > 1 ? " and \(rowCount - 1) \(rowCount == 2 ? "other" : "others")" : ""
        let about = [row.map { "row \($0)\(others)" }, column.map { "column '\(printable($0))'" }].compactMap(\.self)
        let help = help.map { help in
            "\nhelp: " + help.split(separator: "\n").map { printable(String($0)) }.joined(separator: "\n")
        }
        let words = about.isEmpty ? "" : about.joined(separator: ", ") + ": "
        return "\(place): error: \(words)\(printable(message))\(help ?? "")"
    }

    /// The finding for programs.
    package var json: JSONValue {
        var members: [String: JSONValue] = ["code": .string(code), "message": .string(message)]
        members["row"] = row.map(JSONValue.int)
        members["line"] = line.map(JSONValue.int)
        members["position"] = position.map(JSONValue.int)
        members["column"] = column.map(JSONValue.string)
        members["help"] = help.map(JSONValue.string)
        if rowCount > 1 { members["rows"] = .int(rowCount) }
        return .object(members)
    }
}

/// Everything that is wrong with a file of rows; nothing was sent.
package struct RowFindings: Error, Sendable, Hashable {
    /// The file as the user named it.
    package let file: String
    /// The findings, in the order of the file.
    package let findings: [RowFinding]
    /// What a program exits with.
    package let exitStatus: ExitStatus

    /// Collects findings.
    ///
    /// - Parameters:
    ///   - file: The file as the user named it.
    ///   - findings: The findings, in the order of the file.
    ///   - exitStatus: What a program exits with.
    package init(file: String, findings: [RowFinding], exitStatus: ExitStatus = .invalidInput) {
        self.file = file
        self.findings = findings
        self.exitStatus = exitStatus
    }
}

extension RowFindings: ReportedError {
    /// How many findings people are shown; programs get all of them.
    private static let mostShown = 50

    /// All findings in one report: lines for people, and the list as `findings` in JSON.
    package var report: ErrorReport {
        let count = findings.count
        let rest = count - Self.mostShown
        var lines = findings.prefix(Self.mostShown).map { $0.text(in: file) }
        if rest > 0 { lines.append("and \(rest) more; --json prints all of them") }
        lines.append("\(count == 1 ? "1 problem was" : "\(count) problems were") found; nothing was sent")
        return ErrorReport(
            code: count == 1 ? findings[0].code : "invalid-rows",
            message: "\(count == 1 ? "1 problem was" : "\(count) problems were") found in '\(file)'; nothing was sent",
            longMessage: lines.joined(separator: "\n"),
            exitStatus: exitStatus,
            details: ["file": .string(file), "findings": .array(findings.map(\.json))],
            isRendered: true
        )
    }
}
