import Glibc
import SystemReasons

/// A call of the system that failed.
struct SystemFailure: Error {
    /// The system's number.
    let code: Int32

    /// The reason for people, without a full stop.
    var reason: String {
        switch code {
        case EACCES, EPERM: "permission denied"
        case ELOOP: "symbolic links form a loop"
        case ENAMETOOLONG: "its path is too long"
        case ENOENT: "it does not exist"
        case ENOSPC, EDQUOT: "there is no space left"
        case EROFS: "the file system is read-only"
        default: "\(SystemReason.text(code)) (\(code))"
        }
    }
}
