import ErrorReporting
import InferenceKit
import RunStore
import Testing

/// When a command with many runs stops submitting.
struct CircuitBreakerTests {
    private func failure(_ code: PredictionError.Code, vendor: String? = nil, _ message: String = "m") -> ErrorReport {
        PredictionError(code, message, vendor: vendor.map { PredictionError.VendorDetail(code: $0) }).report
    }

    @Test func `three equal failures in a row open it`() {
        var breaker = CircuitBreaker()
        for number in 1...2 {
            breaker.noteFailure(failure(.serviceUnavailable, vendor: "50500", "attempt \(number)"))
            #expect(breaker.trip == nil)
        }
        breaker.noteFailure(failure(.serviceUnavailable, vendor: "50500", "the last"))
        #expect(breaker.trip?.count == 3)
        #expect(
            breaker.trip?.text
                == "no more tasks are submitted, because 3 runs in a row failed in the same way: the last"
        )
    }

    @Test func `a success in between, or another failure, starts the count again`() {
        var breaker = CircuitBreaker()
        for _ in 1...2 { breaker.noteFailure(failure(.contentRefused, vendor: "50411")) }
        breaker.noteSuccess()
        for _ in 1...2 { breaker.noteFailure(failure(.contentRefused, vendor: "50411")) }
        #expect(breaker.trip == nil)
        breaker.noteFailure(failure(.contentRefused, vendor: "50412"))
        for _ in 1...2 { breaker.noteFailure(failure(.contentRefused, vendor: "50411")) }
        #expect(breaker.trip == nil)
        breaker.noteFailure(failure(.contentRefused, vendor: "50411"))
        #expect(breaker.trip != nil)
    }

    @Test(arguments: [PredictionError.Code.accessDenied, .missingSecret, .configuration])
    func `a refused account opens it at once`(_ code: PredictionError.Code) {
        var breaker = CircuitBreaker()
        breaker.noteFailure(failure(code, "the account is locked"))
        #expect(breaker.trip?.count == 1)
        #expect(
            breaker.trip?.text
                == "no more tasks are submitted, because the account or its settings were rejected: the account is locked"
        )
        breaker.noteSuccess()
        breaker.noteFailure(failure(.taskFailed))
        #expect(breaker.trip?.cause.message == "the account is locked")
    }

    @Test func `what the user did is no failure`() {
        var breaker = CircuitBreaker()
        for _ in 1...5 {
            breaker.noteFailure(failure(.canceled))
            breaker.noteFailure(failure(.deadlineExceeded))
        }
        #expect(breaker.trip == nil)
    }
}
