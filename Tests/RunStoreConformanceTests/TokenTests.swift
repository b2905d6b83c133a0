import Foundation
import RunStore
import RunStoreFixtures
import Testing

struct TokenTests {
    private static func token(_ id: String, _ name: String, at time: Date) -> AccessToken {
        AccessToken(
            id: id,
            name: name,
            hash: String(repeating: "a", count: 64),
            models: ["demo/hello"],
            maxCost: 1.5,
            maxCostPerDay: 9,
            created: time,
            expires: time.addingTimeInterval(60)
        )
    }

    @Test(arguments: StoreUnderTest.all)
    func `a token is found by its public part until it is revoked, and listed for ever`(
        store: StoreUnderTest
    ) async throws {
        let fixture = try await StoreFixture(store)
        let (database, start) = (fixture.database, fixture.start)
        let first = Self.token("one", "ada", at: start)
        try await database.add(first)
        let plain = AccessToken(id: "two", name: "bob", hash: first.hash, created: start.addingTimeInterval(1))
        try await database.add(plain)
        #expect(try await database.token(id: "one") == first)
        #expect(try await database.token(id: "three") == nil)
        let error = await #expect(throws: RunStoreError.self) {
            try await database.add(Self.token("three", "ada", at: start))
        }
        #expect(error?.code == .tokenNameTaken)

        let revoked = try await database.revokeToken(named: "ada", at: start.addingTimeInterval(2))
        #expect(revoked.revoked == start.addingTimeInterval(2) && !revoked.isValid(at: start))
        #expect(try await fixture.reopened().token(id: "one") == revoked)
        let missing = await #expect(throws: RunStoreError.self) {
            try await database.revokeToken(named: "ada", at: start)
        }
        #expect(missing?.code == .noSuchToken)
        // The name is free again.
        let again = Self.token("three", "ada", at: start.addingTimeInterval(3))
        try await database.add(again)
        #expect(try await database.tokens() == [revoked, plain, again])
    }

    @Test func `a token is valid until it expires, and allows the models that it names`() {
        let token = Self.token("one", "ada", at: .sample)
        #expect(token.isValid(at: .sample.addingTimeInterval(59)) && !token.isValid(at: .sample.addingTimeInterval(60)))
        #expect(token.allows("demo/hello") && !token.allows("demo/other"))
        let free = AccessToken(id: "one", name: "ada", hash: token.hash, created: .sample)
        #expect(free.isValid(at: .distantFuture) && free.allows("demo/other"))
    }

    @Test(arguments: StoreUnderTest.all)
    func `the first secret under a name is the one that every process gets`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let other = try await fixture.reopened()
        #expect(try await fixture.database.secret("key", orRecord: "a") == "a")
        #expect(try await other.secret("key", orRecord: "b") == "a")
        #expect(try await other.secret("other", orRecord: "b") == "b")
    }

    @Test(arguments: StoreUnderTest.all)
    func `a caller's budget counts the caller's own runs only, and the budget of all runs counts them too`(
        store: StoreUnderTest
    ) async throws {
        let fixture = try await StoreFixture(store)
        let since = fixture.start.addingTimeInterval(-86_400)
        func create(_ caller: String, _ seconds: Double, _ own: Double, _ total: Double) async throws {
            var run = fixture.run(seconds)
            run.caller = caller
            var budget = RunBudget(usd: total, since: since)
            budget.others = [RunBudget(usd: own, since: since, caller: caller)]
            _ = try await fixture.database.create(run, owner: .current, budget: budget)
        }
        try await create("ada", 0, 2, 9)
        try await create("bob", 1, 2, 9)
        let refused = await #expect(throws: RunStoreError.self) { try await create("ada", 2, 2, 9) }
        #expect(refused?.code == .overBudget && refused?.message.contains("the limit of 'ada' is $2.00") == true)
        #expect(refused?.help?.contains("RUNNER_MAX_COST_PER_DAY") == false)
        try await create("ada", 3, 2.4, 9)
        let all = await #expect(throws: RunStoreError.self) { try await create("bob", 4, 9, 4.7) }
        #expect(all?.message.contains("; the limit is $4.70") == true)
        #expect(try await fixture.database.count(RunFilter()) == 3)
        let spent = try await fixture.database.charges(since: since, by: .caller)
        #expect(spent.map(\.key) == ["ada", "bob"] && spent.map(\.usd) == [2.4, 1.2])
    }
}
