internal import CCurl
internal import Glibc
internal import InferenceKit
internal import Synchronization

/// The thread that runs all transfers of a transport, and the way to it from any task.
///
/// The thread starts with the first transfer. Transfers are named by their identity, so a cancellation may arrive at
/// any time, before the transfer starts or after it ended, and leaves nothing.
final class TransferLoop: Sendable {
    private enum Command {
        case start(Transfer, CheckedContinuation<Result<Transfer.Outcome, TransportError>, Never>)
        case cancel(Transfer)
    }

    /// `multi` is there while the thread runs; waking it is the one thing that others do with it, under the lock.
    private struct State: @unchecked Sendable {
        var commands: [Command] = []
        var multi: UnsafeMutableRawPointer?
        var isStopping = false
    }

    private let state = Mutex(State())
    private let settings: TransferSettings
    private let limits: Limits

    /// Creates a loop whose thread does not run yet.
    init(settings: TransferSettings, limits: Limits) {
        self.settings = settings
        self.limits = limits
    }

    /// Runs a transfer to its end.
    ///
    /// - Parameter transfer: One that no one else uses.
    /// - Returns: The result.
    /// - Throws: ``TransportError``, also when the task is canceled.
    func run(_ transfer: Transfer) async throws(TransportError) -> Transfer.Outcome {
        try await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // Only the thread of the loop touches the transfer from here on, its continuation included.
                submit(.start(transfer, continuation))
            }
        } onCancel: {
            submit(.cancel(transfer))
        }.get()
    }

    /// Ends the thread once no transfer is waited for.
    func stop() {
        state.withLock { state in
            state.isStopping = true
            if let multi = state.multi { curl_multi_wakeup(multi) }
        }
    }

    private func submit(_ command: Command) {
        let isRunning = state.withLock { state in
            if state.multi == nil { state.multi = startThread() }
            guard let multi = state.multi else { return false }
            state.commands.append(command)
            curl_multi_wakeup(multi)
            return true
        }
        if !isRunning, case .start(_, let continuation) = command {
            let error = TransportError(.other, "the request thread cannot be started", mayHaveReachedServer: false)
            continuation.resume(returning: .failure(error))
        }
    }
}

// MARK: - The thread

extension TransferLoop {
    private static let isCurlReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// Starts the thread, which keeps this object alive until it ends.
    ///
    /// - Returns: Its multi handle, `nil` when there is no thread.
    private func startThread() -> UnsafeMutableRawPointer? {
        guard Self.isCurlReady, let multi = curl_multi_init() else { return nil }
        _ = ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, limits.maximumIdleConnections)
        // Requests that share a connection are lost together: libcurl would take a new one for a reused one.
        _ = ccurl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_NOTHING))

        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        let context = Unmanaged.passRetained(Start(loop: self, multi: multi))
        var thread = pthread_t()
        let status = pthread_create(
            &thread,
            &attributes,
            { context in
                guard let context else { return nil }
                let start = Unmanaged<Start>.fromOpaque(context).takeRetainedValue()
                start.loop.run(start.multi)
                return nil
            },
            context.toOpaque()
        )
        guard status == 0 else {
            context.release()
            curl_multi_cleanup(multi)
            return nil
        }
        return multi
    }

    /// What the new thread is given.
    private final class Start {
        let loop: TransferLoop
        let multi: UnsafeMutableRawPointer

        init(loop: TransferLoop, multi: UnsafeMutableRawPointer) {
            self.loop = loop
            self.multi = multi
        }
    }

    private func run(_ multi: UnsafeMutableRawPointer) {
        // With CURLOPT_NOSIGNAL libcurl leaves SIGPIPE alone, and OpenSSL writes to closed sockets. Other signals are
        // for the threads that wait for them.
        var signals = sigset_t()
        sigfillset(&signals)
        pthread_sigmask(SIG_BLOCK, &signals, nil)

        let transfers = TransferMulti(multi, settings: settings, limits: limits)
        while let commands = takeCommands() {
            for command in commands {
                switch command {
                case .start(let transfer, let continuation): transfers.start(transfer, continuation)
                case .cancel(let transfer): transfers.cancel(transfer)
                }
            }
            transfers.perform()
            transfers.wait()
        }
        close(transfers, multi)
    }

    private func takeCommands() -> [Command]? {
        state.withLock { state in
            if state.isStopping && state.commands.isEmpty { return nil }
            defer { state.commands = [] }
            return state.commands
        }
    }

    private func close(_ transfers: consuming TransferMulti, _ multi: UnsafeMutableRawPointer) {
        state.withLock { $0.multi = nil }
        _ = consume transfers
        curl_multi_cleanup(multi)
    }
}
