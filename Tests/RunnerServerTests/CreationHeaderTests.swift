import HTTPTypes
import ModelSupply
import RunStore
import RunnerCore
import TestSupport
import Testing

@testable import RunnerServer

struct CreationHeaderTests {
    @Test func `an order takes all that a header says, whichever route it came by`() throws {
        let model = try Registry.model(at: "\(Project.directory)/vision/omnihuman-1-5")
        let client = Client(name: "shop")
        var order = PredictionIntake.Order(model: model, input: [:], client: client, bases: [])
        let fields: HTTPFields = [
            .cancelAfter: "5m", .maxCost: "0.50", .idempotencyKey: "\"order-7\"", .retryCount: "1",
        ]
        order.take(try CreationHeaders(fields))
        #expect(order.life == .seconds(300) && order.maxCost == 0.5)
        #expect(order.name == "key:order-7" && order.isRepeated)
    }
}
