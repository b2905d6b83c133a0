import ErrorReporting
import FoundationEssentials
import InferenceKit
import ModelAuthoring
import ModelManifest
import ModelSupply
import Presentation
import RunnerCore
import ServiceAccess

/// The work of `runner dev`: a round for each change, until the user ends it.
struct DevSession {
    let command: Dev
    let installation: Installation
    let directory: String
    private let history = DevHistory()

    /// The reason why the use of an emulator ends.
    private enum End: Sendable {
        case stopped
        case needsEmulator
    }

    private enum Event: Sendable {
        case changed
        case stop
        case needsEmulator
    }

    func run() async throws {
        let quiet = ProgressReporter(isQuiet: true)
        let (events, feed) = AsyncStream.makeStream(of: Event.self)
        let watch = DirectoryWatch(directory) { feed.yield(.changed) }
        guard let watch else {
            throw RunnerError(
                .configuration,
                "'\(directory)' cannot be watched: it cannot be read, or the system's limit on file watches is reached",
                help: "check its permissions, end other programs that watch files, or raise "
                    + "fs.inotify.max_user_watches and fs.inotify.max_user_instances"
            )
        }
        try await Interruption.watched(cancels: false, reporter: quiet) { stop in
            stop.listen { _ in feed.yield(.stop) }
            var number = 0
            var hasEmulator = command.emulator
            // Changes while an emulator starts are not lost.
            while true {
                let rounds = number
                let (end, last) = try await EmulatorSession.with(hasEmulator, installation, quiet) { emulator in
                    await follow(events, from: rounds, emulator) { feed.yield(.needsEmulator) }
                }
                if case .stopped = end { break }
                hasEmulator = true
                number = last
            }
        }
        withExtendedLifetime(watch) {}
    }

    /// Runs rounds with one emulator; a change ends the current round.
    private func follow(
        _ events: AsyncStream<Event>,
        from first: Int,
        _ emulator: EmulatorProcess.Address?,
        needsEmulator: @escaping @Sendable () -> Void
    ) async -> (End, Int) {
        var number = first
        var stop = StopSignal()
        var round = start(&number, stop, emulator, needsEmulator)
        for await event in events {
            stop.send(.stopNow)
            round.cancel()
            await round.value
            switch event {
            case .stop: return (.stopped, number)
            case .needsEmulator: return (.needsEmulator, number - 1)
            case .changed:
                stop = StopSignal()
                round = start(&number, stop, emulator, needsEmulator)
            }
        }
        return (.stopped, number)
    }

    private func start(
        _ number: inout Int,
        _ stop: StopSignal,
        _ emulator: EmulatorProcess.Address?,
        _ needsEmulator: @escaping @Sendable () -> Void
    ) -> Task<Void, Never> {
        number += 1
        let round = DevRound(
            number: number,
            directory: directory,
            example: command.example,
            timeout: command.timeout.duration,
            installation: installation,
            emulator: emulator,
            stop: stop,
            history: history
        )
        return Task { if await round.run() == .needsEmulator { needsEmulator() } }
    }
}
