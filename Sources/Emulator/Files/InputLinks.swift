import FoundationEssentials
import Synchronization

/// The links that an emulator fetches: those of its own files, and if there is a list, no others than stand in it.
///
/// A model can send requests to the emulator of its run, which must not carry the model's data to where the model cannot connect.
final class InputLinks: Sendable {
    private let list: String?
    private let port = Mutex<Int?>(nil)

    /// Allows the links of a list.
    ///
    /// - Parameter list: A file with one link per line, read each time; `nil` to allow all links.
    init(list: String?) { self.list = list }

    /// Also allows the emulator's own files.
    ///
    /// - Parameter own: The emulator's port.
    func allowOwnFiles(at own: Int) { port.withLock { $0 = own } }

    /// Whether a link can be fetched.
    ///
    /// - Parameter link: The link, as a client has sent it.
    /// - Returns: Whether it can.
    func allows(_ link: String) -> Bool {
        guard let list else { return true }
        if let port = port.withLock({ $0 }), link.hasPrefix("http://127.0.0.1:\(port)/") { return true }
        let lines = FileManager.default.contents(atPath: list) ?? Data()
        return lines.split(separator: UInt8(ascii: "\n")).contains { $0.elementsEqual(link.utf8) }
    }
}
