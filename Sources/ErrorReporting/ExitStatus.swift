/// What the programs exit with; as in `sysexits.h` where that has a word for it.
///
/// Help, README and `docs/architecture.md` list these; tests compare the lists with this type.
package enum ExitStatus: Int32, Sendable, Hashable, CaseIterable {
    /// Done.
    case success = 0
    /// A check has found something, some rows of a batch have failed, or there was nothing to check.
    case findings = 1
    /// The command line is wrong.
    case usage = 64
    /// An input or a manifest was rejected.
    case invalidInput = 65
    /// A service or program that is needed cannot be reached, or kept failing.
    case unavailable = 69
    /// The model, its worker or this program failed.
    case failure = 70
    /// An output cannot be written.
    case cannotWrite = 73
    /// Not finished, and can continue.
    case unfinished = 75
    /// A paid submission was sent and its outcome is unknown.
    case outcomeUnknown = 76
    /// Credentials, permission, consent or a spending limit.
    case notPermitted = 77
    /// This machine or its settings are not ready.
    case configuration = 78
    /// The user interrupted the command.
    case interrupted = 130

    /// The meaning in a few words, as help and documentation list it.
    package var meaning: String {
        switch self {
        case .success: "done"
        case .findings:
            "'validate', 'test', 'verify' or 'readme --check' found problems, rows of a batch failed, or there was nothing to test"
        case .usage: "usage"
        case .invalidInput: "an input or a manifest was rejected, or a model differs from its lock"
        case .unavailable: "the service is unreachable or keeps failing"
        case .failure: "the model or its worker failed, or does not compile"
        case .cannotWrite: "the output cannot be written"
        case .unfinished: "not finished and can be continued, or another process is working on the run"
        case .outcomeUnknown: "a paid submission was sent and its outcome is unknown"
        case .notPermitted: "credentials, permission, consent or a spending limit"
        case .configuration: "configuration"
        case .interrupted: "interrupted"
        }
    }

    /// How much a series of runs is affected when one of them ends like this; higher is worse.
    ///
    /// An interruption comes first, then money whose fate is unknown, then what time alone does not fix; a run that is
    /// just not finished comes last.
    private var severity: Int {
        switch self {
        case .success: 0
        case .findings: 1
        case .unfinished: 2
        case .usage: 3
        case .invalidInput: 4
        case .unavailable: 5
        case .cannotWrite: 6
        case .configuration: 7
        case .notPermitted: 8
        case .failure: 9
        case .outcomeUnknown: 10
        case .interrupted: 11
        }
    }

    /// The worse of two ends, for a command that does several things and exits once.
    ///
    /// - Parameters:
    ///   - first: How one thing ended.
    ///   - second: How another ended.
    /// - Returns: The one to exit with.
    package static func worse(_ first: ExitStatus, _ second: ExitStatus) -> ExitStatus {
        first.severity < second.severity ? second : first
    }
}
