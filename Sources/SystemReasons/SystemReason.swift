import FoundationEssentials
import Glibc

/// Why the system refused something, in its own words, such as `Permission denied`.
///
/// The kit imports no module of ours, so `InferenceKit/MP4File` asks the system itself.
package enum SystemReason {
    /// The words for a number.
    ///
    /// - Parameter code: The system's number; by default that of the last call that failed.
    /// - Returns: A phrase without a full stop.
    package static func text(_ code: Int32 = errno) -> String {
        String(cString: strerror(code))
    }

    /// The words for what Foundation threw about a file.
    ///
    /// - Parameter error: The error.
    /// - Returns: The system's words where the error has its number; otherwise the error itself.
    package static func text(of error: any Error) -> String {
        guard let code = ((error as? CocoaError)?.underlying as? POSIXError)?.code else { return "\(error)" }
        return text(code.rawValue)
    }
}
