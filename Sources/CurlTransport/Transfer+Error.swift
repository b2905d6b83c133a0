internal import CCurl
internal import InferenceKit

extension Transfer {
    /// Turns libcurl's result into an error that names the host and the port.
    ///
    /// See <https://curl.se/libcurl/c/libcurl-errors.html>.
    ///
    /// - Parameters:
    ///   - code: A result that is not `CURLE_OK`.
    ///   - text: libcurl's explanation, possibly empty.
    ///   - easy: The handle, for its times.
    /// - Returns: The error, which may have reached the server when the request had begun to be sent.
    func error(_ code: CURLcode, _ text: String, of easy: UnsafeMutableRawPointer) -> TransportError {
        let reason = shown(text, code)
        let (ours, message) =
            switch code {
            case CURLE_URL_MALFORMAT:
                (TransportError.Code.badURL, "the URL of a request to \(address) cannot be used: \(reason)")
            case CURLE_UNSUPPORTED_PROTOCOL where sendings == 0:
                (.badURL, "the scheme '\(address.scheme)' of \(address) is not allowed")
            case CURLE_COULDNT_RESOLVE_HOST:
                (.nameNotResolved, "the host '\(address.host)' has no address; check its name and the network")
            case CURLE_COULDNT_RESOLVE_PROXY:
                (.nameNotResolved, "the proxy for \(address) has no address; check HTTPS_PROXY")
            case CURLE_COULDNT_CONNECT, CURLE_PROXY:
                (.cannotConnect, "nothing accepted a connection to \(address)")
            case CURLE_OPERATION_TIMEDOUT:
                timeout(of: easy)
            case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
                CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE,
                CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_ENGINE_INITFAILED:
                (.tls, "cannot establish a secure connection to \(address): \(reason)")
            case CURLE_FILESIZE_EXCEEDED:
                (.tooLarge, "\(address) declared more bytes than are allowed")
            case CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_HTTP2,
                CURLE_HTTP2_STREAM, CURLE_SEND_FAIL_REWIND, CURLE_ABORTED_BY_CALLBACK:
                sendings > 0
                    ? (.connectionLost, "\(address) closed the connection before the response was complete")
                    : (.cannotConnect, "no connection to \(address): \(reason)")
            default:
                (.other, "the request to \(address) failed: \(reason) (libcurl \(code.rawValue))")
            }
        return TransportError(ours, message, mayHaveReachedServer: sendings > 0)
    }

    /// Distinguishes the three time limits that libcurl reports with one code.
    private func timeout(of easy: UnsafeMutableRawPointer) -> (TransportError.Code, String) {
        let elapsed = Duration.microseconds(ccurl_get_offset(easy, CURLINFO_TOTAL_TIME_T))
        if elapsed + .milliseconds(1) >= request.timeout {
            return (.timedOut, "\(address) did not respond within \(request.timeout.text)")
        }
        if sendings == 0 {
            return (.cannotConnect, "nothing accepted a connection to \(address) within \(limits.connect.text)")
        }
        return (
            .stalled, "the transfer with \(address) was below \(limits.stallBytesPerSecond) B/s for \(limits.stall)"
        )
    }

    /// libcurl's words, unless they quote a URL, whose query may hold a signature.
    private func shown(_ text: String, _ code: CURLcode) -> String {
        let isSafe = !text.isEmpty && !text.contains("://") && !text.contains("?")
        return isSafe ? text : String(cString: curl_easy_strerror(code))
    }
}
