extension HTTPTemplate {
    static let service = #"""
        import InferenceKit

        /// The service: its requests, and what its answers mean.
        struct GreetingService: Sendable {
            private let key: Secret
            private let url: String
            private let waiter: Waiter

            init(_ setup: Setup) throws {
                key = try setup.secret("GREETINGS_KEY")
                // Decide: the service's own address. `--endpoint` and `--emulator` replace it.
                url = "\(setup.endpoint ?? "https://api.example.com")/example/v1/greetings"
                waiter = Waiter(firstInterval: setup.pollInterval ?? .seconds(2))
            }

            /// Orders a greeting, again while the service is too busy to accept the order.
            ///
            /// A paid step is recorded before it begins: an interrupted run never pays twice. When the answer is lost, the run ends with
            /// `outcome-unknown`, and nothing is sent again.
            func order(_ name: String, in language: String, _ context: PredictionContext) async throws -> String {
                try await context.retrying(RetryPolicy(attempts: 4)) {
                    try await context.step("order", paid: true) {
                        let body: JSONValue = ["name": .string(name), "language": .string(language)]
                        let answer = try await context.send(request("POST", url, body: body.encoded))
                        guard answer.status == 202, let id = member("id", of: answer) else {
                            throw refusal(answer, isPaid: true)
                        }
                        context.started(taskID: id)
                        return id
                    }
                }
            }

            /// Waits for an ordered greeting.
            func greeting(_ id: String, _ context: PredictionContext) async throws -> String {
                try await waiter.wait(context) {
                    let answer = try await context.send(request("GET", "\(url)/\(id)"))
                    guard answer.status == 200, let status = member("status", of: answer) else {
                        throw refusal(answer, isPaid: false)
                    }
                    // Decide: your service's statuses. An unknown one means "not yet".
                    if status == "failed" { throw PredictionError(.taskFailed, "the service failed to greet", taskID: id) }
                    return member("greeting", of: answer).map { .done($0) } ?? .pending(ProgressUpdate(status))
                }
            }

            private func request(_ method: String, _ url: String, body: [UInt8] = []) -> HTTPRequest {
                let headers: HTTPHeaders = ["Authorization": "Bearer \(key.exposed)", "Content-Type": "application/json"]
                return HTTPRequest(method, url, headers: headers, body: .bytes(body), timeout: .seconds(30))
            }

            private func member(_ name: String, of answer: HTTPResponse) -> String? {
                (try? JSONValue(parsing: answer.body))?[name]?.string
            }

            /// Interprets an unexpected answer.
            private func refusal(_ answer: HTTPResponse, isPaid: Bool) -> PredictionError {
                let said = (try? JSONValue(parsing: answer.body))?["error"]
                let vendor = PredictionError.VendorDetail(
                    code: said?["code"]?.string,
                    message: said?["message"]?.string,
                    httpStatus: answer.status
                )
                // Decide: what your service means by each status. These are the usual meanings. Only what certainly cost nothing
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
                    var error = PredictionError(.serviceUnavailable, "the service is busy", vendor: vendor)
                    error.retryAfter = answer.headers["Retry-After"].flatMap { Int($0) }.map { .seconds($0) }
                    return error
                case 402..<500 where answer.status != 408:
                    return PredictionError(.modelFailed, "the service refused the request", vendor: vendor)
                default:
                    // This includes a success that cannot be parsed: the order was carried out and is charged.
                    guard isPaid else { return PredictionError(.serviceUnavailable, "the service failed", vendor: vendor) }
                    return PredictionError(
                        .outcomeUnknown,
                        "the service may have accepted the order, but its response does not contain an id",
                        help: "check in your account there whether it was carried out before you predict again",
                        vendor: vendor
                    )
                }
            }
        }

        """#
}
