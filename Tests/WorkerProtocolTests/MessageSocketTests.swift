import Foundation
import InferenceKit
import Testing
import WorkerProtocol

@Suite(.timeLimit(.minutes(1))) struct MessageSocketTests {
    /// More than a socket has room for.
    private static let long = ProbeCommand.probe(
        number: 1,
        .service(address: String(repeating: "a", count: 1 << 20))
    )

    @Test func `an end that does not read holds nobody up, and the conversation ends`() throws {
        let (near, other) = try MessageSocket.pair(patience: .milliseconds(50))
        defer { close(other) }
        for _ in 0..<4 { try? near.send(Self.long) }
        let expected = MessageSocket.Misconduct.doesNotRead(.milliseconds(50))
        #expect(throws: expected) { try near.receive(ProbeEvent.self) { _ in } }
        #expect(throws: expected) { try near.send(Self.long) }
    }

    @Test func `what waits for an end that does not read has a limit`() throws {
        let (near, other) = try MessageSocket.pair(patience: .seconds(3_600))
        defer { close(other) }
        var sent = 0
        #expect(throws: MessageSocket.Misconduct.self) {
            while sent < 64 {
                try near.send(Self.long)
                sent += 1
            }
        }
        #expect((32..<40).contains(sent))
    }

    @Test func `what waits arrives in order when the other end reads`() throws {
        let (near, other) = try MessageSocket.pair()
        let far = MessageSocket(owning: other)
        let address = String(repeating: "a", count: 100_000)
        for number in 0..<20 { try near.send(ProbeCommand.probe(number: number, .service(address: address))) }
        var numbers: [Int] = []
        try far.receive(ProbeCommand.self) { command in
            if case .probe(let number, _) = command { numbers.append(number) }
            if numbers.count == 20 { near.close() }
        }
        #expect(numbers == Array(0..<20))
    }

    @Test func `a conversation that is closed leaves nobody sending`() throws {
        let (near, other) = try MessageSocket.pair()
        defer { close(other) }
        for _ in 0..<4 { try near.send(Self.long) }
        near.close()
        try near.receive(ProbeEvent.self) { _ in }
        #expect(throws: MessageSocket.Failure.self) { try near.send(Self.long) }
    }
}
