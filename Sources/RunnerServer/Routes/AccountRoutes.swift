internal import FoundationEssentials
internal import Hummingbird
internal import InferenceKit
internal import Quantities
internal import RunStore
internal import RunnerCore
internal import Spending

/// Who the client is, as Replicate's API says it.
struct AccountRoutes {
    let parts: ServerParts

    func add(to table: inout RouteTable) {
        let parts = parts
        table.get("/v1/account") { _, context in
            let name = JSONValue.string(context.client.name)
            let since = Date().addingTimeInterval(-86_400)
            let charges = try await parts.store.charges(since: since, by: .caller)
            let use = BudgetUse(charges.filter { $0.key == context.client.name })
            let allowance = context.client.allowance(within: parts.settings)
            let amount = { (usd: Double?) in usd.map { JSONValue.double(Dollars.rounded($0)) } ?? .null }
            return Response(json: [
                "type": "user", "username": name, "name": name, "github_url": .null,
                "spending": [
                    "spent_usd_24h": amount(use.usd), "is_known": .bool(use.unknownRun == nil),
                    "max_cost_usd": amount(allowance.perRun), "max_cost_per_day_usd": amount(allowance.perDay),
                    "max_cost_per_day_for_all_usd": amount(allowance.perDayForAll),
                ],
            ])
        }
    }
}
