internal import Dispatch
internal import Glibc

/// Reports changes of a model's files: its manifest, its Swift files, and everything in `examples`.
///
/// Editors save by writing, or by renaming over the file; some also write other files. Events of one burst count as one
/// change. Safe to share: the descriptor never changes, and the queue guards everything else.
package final class DirectoryWatch: @unchecked Sendable {
    private let directory: String
    private let descriptor: Int32
    private let queue = DispatchQueue(label: "directory-watch")
    private let source: any DispatchSourceRead
    private let changed: @Sendable () -> Void
    private var pending: DispatchWorkItem?
    /// The watch of the directory; negative while there is none.
    private var model: Int32 = -1
    /// The watch of `examples`, in which every file counts.
    private var examples: Int32 = -1
    private var isWaiting = false

    /// A burst ends after this time without an event.
    private static let pause = DispatchTimeInterval.milliseconds(60)
    /// How often to look for a directory that is missing.
    private static let absence = DispatchTimeInterval.milliseconds(250)
    private static let events = UInt32(
        IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE | IN_DELETE_SELF | IN_MOVE_SELF
    )

    /// Starts watching; `nil` if the directory or its `examples` cannot be watched.
    ///
    /// - Parameters:
    ///   - directory: The model's directory.
    ///   - changed: Called after each burst of changes.
    package init?(_ directory: String, changed: @escaping @Sendable () -> Void) {
        self.directory = directory
        self.changed = changed
        descriptor = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))
        guard descriptor >= 0 else { return nil }
        source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        source.setCancelHandler { [descriptor] in close(descriptor) }
        source.setEventHandler { [weak self] in self?.read() }
        source.activate()
        guard queue.sync(execute: { look() }) else { return nil }
    }

    deinit {
        source.cancel()
    }

    /// Watches new directories, such as `examples`, or the directory itself after it was replaced.
    ///
    /// - Returns: Whether everything that exists is watched.
    @discardableResult
    private func look() -> Bool {
        // A directory that is already watched keeps its descriptor.
        model = inotify_add_watch(descriptor, directory, Self.events)
        guard model >= 0 else { return false }
        examples = inotify_add_watch(descriptor, "\(directory)/examples", Self.events)
        return examples >= 0 || [ENOENT, ENOTDIR].contains(errno)
    }

    /// Waits until the directory is back, for example after a checkout of another branch.
    private func awaitReturn() {
        guard !isWaiting else { return }
        isWaiting = true
        queue.asyncAfter(deadline: .now() + Self.absence) { [weak self] in
            guard let self else { return }
            isWaiting = false
            guard look() else { return awaitReturn() }
            changed()
        }
    }

    private func read() {
        var counts = false
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            buffer.withUnsafeBytes { bytes in
                var offset = 0
                while offset + MemoryLayout<inotify_event>.size <= count {
                    let event = bytes.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
                    let start = offset + MemoryLayout<inotify_event>.size
                    let name = bytes[start..<start + Int(event.len)].prefix { $0 != 0 }
                    if isOfInterest(event, String(decoding: name, as: UTF8.self)) { counts = true }
                    // A moved directory would be watched at its new place.
                    if event.mask & UInt32(IN_MOVE_SELF) != 0 { inotify_rm_watch(descriptor, event.wd) }
                    offset = start + Int(event.len)
                }
            }
        }
        guard counts else { return }
        look()
        pending?.cancel()
        let item = DispatchWorkItem { [weak self] in
            guard let self else { return }
            if !look() { awaitReturn() }
            changed()
        }
        pending = item
        queue.asyncAfter(deadline: .now() + Self.pause, execute: item)
    }

    private func isOfInterest(_ event: inotify_event, _ name: String) -> Bool {
        // The event queue overflowed, or the directory itself is gone.
        if event.mask & UInt32(IN_Q_OVERFLOW | IN_DELETE_SELF | IN_MOVE_SELF) != 0 { return true }
        // A new file is not complete yet; a new directory may be.
        if event.mask & UInt32(IN_CREATE) != 0, event.mask & UInt32(IN_ISDIR) == 0 { return false }
        guard !name.hasPrefix("."), !name.hasSuffix("~") else { return false }
        if event.wd == examples { return true }
        return name == "inf.yml" || name == "examples" || name.hasSuffix(".swift")
    }
}
