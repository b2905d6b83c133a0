internal import CCurl
internal import InferenceKit

/// The transfers of one thread: libcurl's multi handle, what runs in it and what waits for its turn.
///
/// Not `Sendable`: all of it belongs to the thread of a ``TransferLoop``.
final class TransferMulti {
    private let multi: UnsafeMutableRawPointer
    private let settings: TransferSettings
    private let limits: Limits

    private var running: [ObjectIdentifier: Transfer] = [:]
    /// In the order of arrival, from `nextWaiting` on; those that ended meanwhile no longer have a continuation.
    private var waiting: [Transfer] = []
    private var nextWaiting = 0
    private var idleHandles: [UnsafeMutableRawPointer] = []

    /// Takes a multi handle; its owner frees it after this object.
    init(_ multi: UnsafeMutableRawPointer, settings: TransferSettings, limits: Limits) {
        self.multi = multi
        self.settings = settings
        self.limits = limits
    }

    /// Ends every transfer as canceled and frees the handles.
    deinit {
        for transfer in running.values {
            transfer.isCanceled = true
            finish(transfer, CURLE_ABORTED_BY_CALLBACK)
        }
        for transfer in waiting[nextWaiting...] { resume(transfer, .failure(transfer.cancellation)) }
        for easy in idleHandles { curl_easy_cleanup(easy) }
    }

    /// Starts a transfer, at once or when its turn comes; one that was already canceled ends here.
    func start(
        _ transfer: Transfer,
        _ continuation: CheckedContinuation<Result<Transfer.Outcome, TransportError>, Never>
    ) {
        transfer.continuation = continuation
        if transfer.isCanceled {
            resume(transfer, .failure(transfer.cancellation))
        } else {
            waiting.append(transfer)
        }
    }

    /// Ends a transfer wherever it is; nothing happens when it has ended.
    func cancel(_ transfer: Transfer) {
        transfer.isCanceled = true
        if transfer.easy != nil {
            finish(transfer, CURLE_ABORTED_BY_CALLBACK)
        } else {
            resume(transfer, .failure(transfer.cancellation))
        }
    }

    /// Does what can be done without waiting.
    func perform() {
        begin()
        var count: Int32 = 0
        let code = curl_multi_perform(multi, &count)
        if code != CURLM_OK {
            // Nothing in the multi handle can be expected to end on its own any more.
            for transfer in running.values { finish(transfer, CURLE_FAILED_INIT) }
        }
        var easy: UnsafeMutableRawPointer?
        var result = CURLE_OK
        while ccurl_next_finished(multi, &easy, &result) {
            guard let context = ccurl_get_private(easy) else { continue }
            finish(Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue(), result)
        }
        begin()
    }

    /// Waits until a connection or a timer of libcurl wants attention, or the multi handle is woken.
    func wait() {
        curl_multi_poll(multi, nil, 0, 60_000, nil)
    }
}

// MARK: - Beginning and ending one transfer

extension TransferMulti {
    private func begin() {
        while nextWaiting < waiting.count, running.count < limits.maximumConcurrentTransfers {
            let transfer = waiting[nextWaiting]
            nextWaiting += 1
            if transfer.continuation != nil { begin(transfer) }
        }
        if nextWaiting == waiting.count || nextWaiting > 4096 {
            waiting.removeFirst(nextWaiting)
            nextWaiting = 0
        }
    }

    private func begin(_ transfer: Transfer) {
        guard let easy = idleHandles.popLast() ?? curl_easy_init() else {
            let error = TransportError(.other, "out of memory for a libcurl request", mayHaveReachedServer: false)
            return resume(transfer, .failure(error))
        }
        transfer.easy = easy
        running[ObjectIdentifier(transfer)] = transfer
        let code = transfer.configure(easy, settings)
        if code != CURLE_OK {
            finish(transfer, code)
        } else if curl_multi_add_handle(multi, easy) != CURLM_OK {
            finish(transfer, CURLE_FAILED_INIT)
        }
    }

    private func finish(_ transfer: Transfer, _ code: CURLcode) {
        guard let easy = transfer.easy else { return }
        let result = transfer.result(code, of: easy)
        transfer.easy = nil
        running[ObjectIdentifier(transfer)] = nil
        curl_multi_remove_handle(multi, easy)
        if idleHandles.count < limits.maximumIdleConnections {
            curl_easy_reset(easy)
            idleHandles.append(easy)
        } else {
            curl_easy_cleanup(easy)
        }
        resume(transfer, result)
    }

    private func resume(_ transfer: Transfer, _ result: Result<Transfer.Outcome, TransportError>) {
        let continuation = transfer.continuation
        transfer.continuation = nil
        continuation?.resume(returning: result)
    }
}
