internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import InferenceKit
internal import NIOCore
internal import RunStore
internal import RunnerPage

/// What the caller's runs have cost, by day and model.
struct CostRoutes {
    let parts: ServerParts

    private static let longestDays = 366

    func add(to table: inout RouteTable) {
        table.get("/v1/account/costs") { request, context in
            Response(json: try await sheet(request, context.client).json)
        }
        table.get("/v1/account/costs.csv") { request, context in
            let text = try await sheet(request, context.client).csv
            return Response(
                status: .ok,
                headers: [
                    .contentType: "text/csv; charset=utf-8", .cacheControl: "no-store",
                    .contentDisposition: "attachment; filename=\"costs.csv\"",
                ],
                body: ResponseBody(byteBuffer: ByteBuffer(string: text))
            )
        }
    }

    /// The costs of the last `days` whole days of a clock that is `utc_offset` minutes ahead of UTC.
    private func sheet(_ request: Request, _ client: Client) async throws -> CostSheet {
        let days = try Self.number("days", request, 1...Self.longestDays) ?? 30
        let offset = try Self.number("utc_offset", request, -840...840) ?? 0
        let shift = Double(offset * 60)
        let now = Date()
        let today = ((now.timeIntervalSince1970 + shift) / 86_400).rounded(.down)
        let since = Date(timeIntervalSince1970: (today - Double(days - 1)) * 86_400 - shift)
        let rows = try await parts.store.dailyCosts(of: client.name, since: since) { time in
            String(time.addingTimeInterval(shift).timestamp.prefix(10))
        }
        return CostSheet(rows, since: since, until: now)
    }

    private static func number(_ name: String, _ request: Request, _ range: ClosedRange<Int>) throws(Problem) -> Int? {
        guard let text = request.query[name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw Problem(
                .badRequest,
                "'\(name)' is '\(text.prefix(40))', which is not a whole number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return number
    }
}
