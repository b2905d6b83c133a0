internal import Subprocess

extension Environment {
    /// An environment that holds these variables and no others.
    static func only(_ variables: [String: String]) -> Environment {
        .custom(Dictionary(uniqueKeysWithValues: variables.map { (Key(stringLiteral: $0.key), $0.value) }))
    }
}

extension PlatformOptions {
    /// A separate session, so that everything a program starts can be stopped together.
    static func ownSession(teardown: [TeardownStep]) -> PlatformOptions {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = teardown
        return options
    }
}

extension TeardownStep {
    /// Kills the process and all it started.
    static var killAll: TeardownStep {
        .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(5))
    }

    /// Asks the process and all it started to end.
    static func askAll(allowing duration: Duration) -> TeardownStep {
        .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: duration)
    }
}

extension LogTail {
    /// Adds all that a process prints, until it closes its end.
    func append(everythingIn output: SubprocessOutputSequence) async throws {
        for try await chunk in output { append(chunk.withUnsafeBytes(Array.init)) }
    }
}
