internal import Diagnostics
package import ErrorReporting
internal import InferenceKit

/// Several reasons why a request cannot be carried out, all that could be found without paying anything.
///
/// One reason alone is thrown as itself.
package struct PreparationFindings: Error {
    /// The reasons, in the order of the checks.
    package let findings: [any Error]
}

extension PreparationFindings: ReportedError {
    /// All findings in one report, with the code and exit status of the first; programs get each of them as well.
    package var report: ErrorReport {
        let reports = findings.map { ErrorReport($0) }
        var details = reports.reduce(into: [String: JSONValue]()) { details, report in
            details.merge(report.details) { first, _ in first }
        }
        details["findings"] = .array(
            reports.map { report in
                var members: [String: JSONValue] = [
                    "code": .string(report.code), "message": .string(report.message),
                ]
                members["help"] = report.help.map(JSONValue.string)
                return .object(members)
            }
        )
        return ErrorReport(
            code: reports.first?.code ?? RunnerError.Code.invalidInput.name,
            message: "\(reports.count) problems were found; nothing was sent",
            longMessage: reports.map(Self.text).joined(separator: "\n"),
            exitStatus: reports.first?.exitStatus ?? .invalidInput,
            details: details
        )
    }

    private static func text(_ report: ErrorReport) -> String {
        let help = report.help.map { help in
            help.split(separator: ErrorReport.helpBreak).map { printable(String($0)) }
                .joined(separator: ErrorReport.helpBreak)
        }
        return [report.longMessage ?? printable(report.message), help.map { "  help: \($0)" }].compactMap(\.self)
            .joined(separator: "\n")
    }
}
