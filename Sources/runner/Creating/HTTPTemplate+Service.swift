extension HTTPTemplate {
    static let service = #"""
        import InferenceKit

        /// The service: its request, and what its answers mean.
        struct GreetingService: Sendable {
            private let setup: Setup
            private let key: Secret
            private let address: String
            private let retries = RetryPolicy(attempts: 4)

            init(_ setup: Setup) throws {
                self.setup = setup
                key = try setup.secret("GREETINGS_KEY")
                // Decide: the service's own address. `--endpoint` and `--emulator` put another in its place.
                address = setup.endpoint ?? "https://api.example.com"
            }

            /// Asks for a greeting, again while the service is too busy to take the request.
            func greeting(for name: String, in language: String, _ context: PredictionContext) async throws -> String {
                var failures = 0
                while true {
                    do {
                        // A paid step is on record before it begins: a run that is interrupted never pays twice. Leave
                        // `paid` away where a request costs nothing.
                        return try await context.step("greet", paid: true) {
                            try await ask(["name": .string(name), "language": .string(language)], context)
                        }
                    } catch let error as PredictionError where error.code == .serviceUnavailable {
                        failures += 1
                        let delay = retries.delay(afterFailures: failures, retryAfter: nil, random: setup.random())
                        guard let delay, delay < context.remaining else { throw error }
                        context.progress("the service is busy; trying again")
                        try await setup.time.sleep(for: delay)
                    }
                }
            }

            private func ask(_ body: JSONValue, _ context: PredictionContext) async throws -> String {
                let request = HTTPRequest(
                    "POST",
                    "\(address)/example/v1/greetings",
                    headers: ["Authorization": "Bearer \(key.exposed)", "Content-Type": "application/json"],
                    body: .bytes(body.encoded),
                    timeout: max(.seconds(1), min(.seconds(30), context.remaining))
                )
                let answer: HTTPResponse
                do {
                    answer = try await setup.transport.send(request)
                } catch {
                    throw failure(error)
                }
                guard answer.status == 200, let greeting = (try? JSONValue(parsing: answer.body))?["greeting"]?.string
                else { throw refusal(answer) }
                return greeting
            }

            /// What it means that no answer came.
            private func failure(_ error: TransportError) -> PredictionError {
                if error.code == .dryRun { return PredictionError(.dryRun, error.message) }
                // Only what never left this machine may be sent again: the service may have acted on everything else.
                guard error.mayHaveReachedServer else {
                    return PredictionError(.serviceUnavailable, "the service cannot be reached: \(error.message)")
                }
                return PredictionError(
                    .outcomeUnknown,
                    "the service's answer was lost: \(error.message)",
                    help: "see in your account there whether it was carried out before you predict again"
                )
            }

            /// What an answer means that is no greeting.
            private func refusal(_ answer: HTTPResponse) -> PredictionError {
                let said = (try? JSONValue(parsing: answer.body))?["error"]
                let vendor = PredictionError.VendorDetail(
                    code: said?["code"]?.string,
                    message: said?["message"]?.string,
                    httpStatus: answer.status
                )
                // Decide: what your service means by each status. These are the usual ones. Only what surely cost nothing
                // may count as a refusal.
                switch answer.status {
                case 400, 422:
                    return PredictionError(.invalidInput, "the service refused the input", vendor: vendor)
                case 401, 403:
                    return PredictionError(
                        .accessDenied,
                        "the service did not accept the key",
                        help: "check GREETINGS_KEY",
                        vendor: vendor
                    )
                case 429:
                    return PredictionError(.serviceUnavailable, "the service is busy", vendor: vendor)
                case 402..<500 where answer.status != 408:
                    return PredictionError(.modelFailed, "the service refused the request", vendor: vendor)
                default:
                    // A success that cannot be read among them: the request was carried out, and has its price.
                    return PredictionError(
                        .outcomeUnknown,
                        "the service may have acted on the request, but its answer holds no greeting",
                        help: "see in your account there whether it was carried out before you predict again",
                        vendor: vendor
                    )
                }
            }
        }

        """#
}
