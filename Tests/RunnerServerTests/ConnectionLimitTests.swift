import Testing

@testable import ServerConnections

struct ConnectionLimitTests {
    @Test(arguments: [
        (1_024, 4, 424), (16_384, 4, 4_096), (16_384, 1_000, 2_128), (512, 4, 168), (64, 4, 16), (4_096, 16, 1_888),
    ])
    func `connections leave enough file descriptors for the runs`(_ files: Int, _ concurrency: Int, _ most: Int) {
        #expect(HTTPLimits.connections(files: files, concurrency: concurrency) == most)
    }

    @Test func `one address has a quarter of the connections, and this machine's proxy all`() {
        let census = ConnectionCensus(most: 64)
        let far = ConnectionCensus.Origin("192.0.2.7")
        #expect((1...20).map { _ in census.enter(far) } == (1...20).map { $0 <= 16 })
        #expect(census.enter(.init("192.0.2.8")) && !census.enter(.init("::ffff:192.0.2.7")))
        for _ in 1...6 { census.leave(far) }
        #expect(census.enter(far))
        #expect((1...30).allSatisfy { _ in census.enter(.init("127.0.0.1")) && census.enter(.init("::1")) })
    }

    @Test func `a network of version 6 counts as one address`() {
        let census = ConnectionCensus(most: 32)
        let origins = (1...8).map { ConnectionCensus.Origin("2001:db8:1:2::\($0)") }
        #expect(origins.allSatisfy(census.enter) && !census.enter(.init("2001:db8:1:2:ffff::1%eth0")))
        #expect(census.enter(.init("2001:db8:1:3::1")))
    }

    @Test func `connections are short from three quarters on, until some close`() {
        let census = ConnectionCensus(most: 64)
        let origins = (0..<49).map { ConnectionCensus.Origin("198.51.100.\($0)") }
        for origin in origins.dropLast() { #expect(census.enter(origin) && !census.isShort) }
        #expect(census.enter(origins[48]) && census.isShort)
        census.leave(origins[0])
        #expect(!census.isShort)
    }
}
