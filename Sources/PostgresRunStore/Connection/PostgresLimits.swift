/// How long a store waits for its database.
package struct PostgresLimits: Sendable, Hashable {
    /// To connect, names and TLS included.
    package var connect: Duration = .seconds(10)
    /// For one statement, at the server.
    package var statement: Duration = .seconds(15)
    /// For a lock that another transaction holds, at the server.
    package var lock: Duration = .seconds(10)
    /// For an answer; then the connection is closed, since the server or the network has failed.
    package var answer: Duration = .seconds(20)
    /// For a transaction with all its repetitions, such as while the server restarts.
    package var patience: Duration = .seconds(30)
    /// To open a store: someone may be waiting who has mistyped the address.
    package var opening: Duration = .seconds(5)
    /// How many connections a process has at most.
    package var connections = 4
    /// How often the connection that listens asks whether its server is still there.
    package var ping: Duration = .seconds(15)

    /// Uses what suits a store that is in use all day.
    package init() {}

    /// Gives up almost at once, since someone waits at the keyboard.
    package mutating func hurry() {
        (connect, answer) = (.milliseconds(300), .milliseconds(500))
        (opening, patience) = (.milliseconds(300), .milliseconds(300))
    }
}
