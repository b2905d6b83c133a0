internal import ErrorReporting
internal import InferenceKit
internal import ModelInputs
internal import Quantities
internal import RunnerCore
internal import Spending

/// What was found out about a prediction that was not made.
struct CheckReport {
    /// Whether a prediction would be accepted.
    private(set) var isValid = true
    private var findings: [JSONValue] = []
    private var warnings: [String] = []
    private var estimate = CostEstimate.undeclared
    private var isFree = false
    private var consent: ConsentRequired?

    /// What was changed in files so that they meet their limits.
    private var fitted: [FittedInput] = []

    /// Describes a run that could be made.
    ///
    /// - Parameter run: The run.
    init(_ run: PreparedRun) {
        estimate = run.estimate
        isFree = !run.mayBeCharged
        warnings = run.warnings
        fitted = run.fitted
    }

    /// Describes what prevents the run.
    ///
    /// - Parameters:
    ///   - error: What `Preparation` has thrown.
    ///   - estimate: What it would cost, as far as that is known.
    ///   - isFree: Whether it costs nothing in any case.
    ///   - warnings: What else is odd.
    ///   - fitted: What was changed in files.
    init(_ error: any Error, estimate: CostEstimate, isFree: Bool, warnings: [String], fitted: [FittedInput]) {
        self.fitted = fitted
        isValid = false
        self.estimate = estimate
        self.isFree = isFree
        self.warnings = warnings
        if let required = error as? ConsentRequired {
            consent = required
            self.estimate = required.estimate
        } else {
            findings = Self.findings(error)
        }
    }

    /// The object.
    var json: JSONValue {
        let usd: Double? = isFree ? 0 : estimate.usd.map { Dollars.rounded($0) }
        let upper: Double? = isFree ? 0 : estimate.atMost.map { Dollars.rounded($0) }
        let ways = consent?.ways ?? []
        return [
            "valid": .bool(isValid),
            "findings": .array(findings + warnings.map(Self.warning)),
            "price": [
                "usd": usd.map(JSONValue.double) ?? .null, "upper_usd": upper.map(JSONValue.double) ?? .null,
                "text": .string(isFree ? "free" : estimate.description),
                "is_known": .bool(usd != nil), "is_free": .bool(usd == 0),
            ],
            "fitted": .array(fitted.map(\.json)),
            "consent": [
                "is_needed": .bool(consent != nil),
                "ways": .array(ways.map(JSONValue.string)),
            ],
        ]
    }

    private static func findings(_ error: any Error) -> [JSONValue] {
        if let several = error as? PreparationFindings { return several.findings.flatMap(findings) }
        let report = ErrorReport(error)
        guard let violations = report.details["violations"]?.array else {
            return [finding(report.code, report.longMessage ?? report.message, report.help)]
        }
        return violations.map { violation in
            finding(
                report.code,
                violation["message"]?.string ?? report.message,
                violation["help"]?.string,
                input: violation["input"]?.string
            )
        }
    }

    private static func warning(_ text: String) -> JSONValue { finding("warning", text, nil, severity: "warning") }

    private static func finding(
        _ code: String,
        _ message: String,
        _ help: String?,
        input: String? = nil,
        severity: String = "error"
    ) -> JSONValue {
        [
            "code": .string(code), "message": .string(message), "severity": .string(severity),
            "input": input.map(JSONValue.string) ?? .null, "help": help.map(JSONValue.string) ?? .null,
        ]
    }
}
