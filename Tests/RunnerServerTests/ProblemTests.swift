import ErrorReporting
import HTTPTypes
import InferenceKit
import RunStore
import Spending
import Testing

@testable import RunnerServer

/// The HTTP status of an error follows from its code, and else from its exit status.
struct ProblemTests {
    static let errors: [(any Error, Int)] = [
        (ConsentRequired(estimate: .known(usd: 1, seconds: nil)), 402),
        (RunnerError(.overBudget, "too much"), 402), (RunStoreError(.overBudget, "too much"), 402),
        (PredictionError(.accessDenied, "no"), 403), (RunStoreError(.noSuchRun, "no such run"), 404),
        (RunStoreError(.locked, "busy"), 409), (RunnerError(.usage, "wrong"), 422),
        (RunnerError(.missingSecret, "no key"), 503), (RunnerError(.modelFailed, "failed"), 500),
    ]

    @Test(arguments: errors.indices) func `an error has the status of its code`(index: Int) {
        let (error, status) = Self.errors[index]
        #expect(Problem(error).status.code == status)
    }
}
