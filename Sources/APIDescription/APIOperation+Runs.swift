internal import InferenceKit

extension APIOperation {
    /// Our own view of predictions, what they cost, and the sessions of browsers.
    static let runs: [APIOperation] = [
        APIOperation("get", "/v1/runs", "List runs, newest first", tag: "runs")
            .with("created_after", "created_before", "model", "status", "cursor")
            .answering(200, "A page.", .json(page(of: "Run"))),
        APIOperation("get", "/v1/runs/{id}", "Get a run with its steps and its log", tag: "runs").with("id")
            .answering(200, "The run.", schema: "Run"),
        APIOperation("post", "/v1/runs/{id}/cancel", "Cancel a run and its task at the service", tag: "runs").with("id")
            .answering(200, "The run.", schema: "Run").failing(409),
        APIOperation("post", "/v1/runs/{id}/resume", "Continue an interrupted run now", tag: "runs").with("id")
            .answering(200, "The run.", schema: "Run").failing(409),
        APIOperation("post", "/v1/runs/{id}/resubmit", "Submit a run of unknown outcome again", tag: "runs").with("id")
            .answering(200, "The run.", schema: "Run").failing(402, 409, 413, 415, 422),
        APIOperation("get", "/v1/events", "Follow all runs", tag: "runs")
            .answering(200, "Server-sent events: 'run' with a run that has changed.", .other("text/event-stream")),
        APIOperation("get", "/v1/account/costs", "Get costs by day and model", tag: "account").with(
            "days",
            "utc_offset"
        )
        .answering(200, "The costs.", schema: "Costs"),
        APIOperation("get", "/v1/account/costs.csv", "Get costs as CSV", tag: "account").with("days", "utc_offset")
            .answering(200, "A table, RFC 4180.", .other("text/csv")),
        APIOperation("get", "/v1/session", "Get the caller of the session", tag: "session").open.failing(403)
            .answering(200, "The session.", schema: "Session"),
        APIOperation("post", "/v1/session", "Sign in with a token, for browsers", tag: "session").open
            .taking([
                "type": "object", "required": ["token"], "properties": ["token": ["type": "string"]],
            ])
            .answering(200, "The session; the cookie replaces the token.", schema: "Session").failing(401, 403),
        APIOperation("delete", "/v1/session", "Sign out", tag: "session").open.failing(403)
            .answering(204, "The cookie is deleted.", .none),
    ]
}
