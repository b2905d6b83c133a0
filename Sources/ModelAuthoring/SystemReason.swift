import FoundationEssentials
import Glibc

/// Why a file or a folder could not be written.
enum SystemReason {
    /// The system's words where the error holds the system's number, such as `Permission denied`.
    ///
    /// - Parameter error: What Foundation threw.
    /// - Returns: The words; the error itself when there is no number in it.
    static func text(of error: any Error) -> String {
        guard let code = ((error as? CocoaError)?.underlying as? POSIXError)?.code else { return "\(error)" }
        return String(cString: strerror(code.rawValue))
    }
}
