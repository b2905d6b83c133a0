internal import HTTPTypes
internal import NIOCore
internal import NIOHTTPTypes

/// Lets a client send a body that it has announced with `Expect: 100-continue`, RFC 9110 §10.1.1.
///
/// Without it, such a client waits for a second before it sends a large body.
final class ContinueHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundOut = HTTPResponsePart

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let head) = unwrapInboundIn(data), head.headerFields[.expect]?.lowercased() == "100-continue" {
            context.writeAndFlush(wrapOutboundOut(.head(HTTPTypes.HTTPResponse(status: .continue))), promise: nil)
        }
        context.fireChannelRead(data)
    }
}
