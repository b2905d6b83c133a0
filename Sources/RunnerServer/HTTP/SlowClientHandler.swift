internal import NIOCore
internal import NIOHTTPTypes

/// Closes connections of clients that send or read too slowly, so that they cannot hold what others need.
///
/// The clock of a request runs from the end of the last answer until its header is complete, and then as long as its body does not
/// arrive at a least speed. The clock of an answer runs while the client takes nothing of it.
final class SlowClientHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// How long a client may take.
    struct Patience {
        /// From the end of an answer until the header of the next request is complete.
        var header = TimeAmount.seconds(75)
        /// How often a body is checked.
        var interval = TimeAmount.seconds(20)
        /// The least number of bytes of a body in such an interval.
        var leastBytes = 4_096
        /// How long nothing of an answer is taken.
        var reading = TimeAmount.seconds(60)
    }

    private let patience: Patience
    private var clock: Scheduled<Void>?
    private var readingClock: Scheduled<Void>?
    private var bytes = 0
    private var answersDue = 0

    init(patience: Patience = Patience()) {
        self.patience = patience
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { waitForHeader(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        waitForHeader(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { stop() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            answersDue += 1
            bytes = patience.leastBytes
            waitForBody(context)
        case .body(let part): bytes += part.readableBytes
        case .end: clock?.cancel()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) {
            answersDue -= 1
            if answersDue == 0 { waitForHeader(context) }
        }
        context.write(data, promise: promise)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        readingClock?.cancel()
        readingClock = context.channel.isWritable ? nil : close(context, in: patience.reading)
        context.fireChannelWritabilityChanged()
    }

    private func waitForHeader(_ context: ChannelHandlerContext) {
        clock?.cancel()
        clock = close(context, in: patience.header)
    }

    /// The program that answers may be slower than the client, so a client is not to blame while nothing is read from it.
    private func waitForBody(_ context: ChannelHandlerContext) {
        clock?.cancel()
        let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        clock = context.eventLoop.scheduleTask(in: patience.interval) {
            let (handler, context) = bound.value
            guard handler.bytes >= handler.patience.leastBytes else { return context.close(promise: nil) }
            handler.bytes = 0
            handler.waitForBody(context)
        }
    }

    private func close(_ context: ChannelHandlerContext, in time: TimeAmount) -> Scheduled<Void> {
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        return context.eventLoop.scheduleTask(in: time) { bound.value.close(promise: nil) }
    }

    private func stop() {
        clock?.cancel()
        readingClock?.cancel()
    }
}

@available(*, unavailable)
extension SlowClientHandler: Sendable {}
