internal import NIOCore
internal import NIOHTTPTypes

/// Closes connections of clients that send or read too slowly or have too many of them, so that they cannot hold what others need.
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
        /// The same while there are few connections left, and how often that is checked.
        var shortHeader = TimeAmount.seconds(10)
        /// How often a body is checked.
        var interval = TimeAmount.seconds(20)
        /// The least number of bytes of a body in such an interval.
        var leastBytes = 4_096
        /// How long nothing of an answer is taken.
        var reading = TimeAmount.seconds(60)
    }

    private let patience: Patience
    private let census: ConnectionCensus
    private var origin: ConnectionCensus.Origin?
    private var clock: Scheduled<Void>?
    private var readingClock: Scheduled<Void>?
    private var bytes = 0
    private var answersDue = 0

    init(patience: Patience = Patience(), census: ConnectionCensus) {
        self.patience = patience
        self.census = census
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { enter(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        enter(context)
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

    private func enter(_ context: ChannelHandlerContext) {
        guard origin == nil else { return }
        let origin = ConnectionCensus.Origin(context.remoteAddress?.ipAddress)
        self.origin = origin
        guard census.enter(origin) else { return context.close(promise: nil) }
        waitForHeader(context)
    }

    /// Waits for a header, and less long as soon as connections are short.
    private func waitForHeader(_ context: ChannelHandlerContext, waited: TimeAmount = .zero) {
        clock?.cancel()
        let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        let step = min(patience.shortHeader, patience.header - waited)
        clock = context.eventLoop.scheduleTask(in: step) {
            let (handler, context) = bound.value
            let waited = waited + step
            guard waited < handler.patience.header, !handler.census.isShort else { return context.close(promise: nil) }
            handler.waitForHeader(context, waited: waited)
        }
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
        if let origin { census.leave(origin) }
        origin = nil
        clock?.cancel()
        readingClock?.cancel()
    }
}

@available(*, unavailable)
extension SlowClientHandler: Sendable {}
