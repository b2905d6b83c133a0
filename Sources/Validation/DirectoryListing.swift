import Glibc

/// The entries of a directory that a search for manifests cares about.
struct DirectoryListing {
    /// What an entry is, without following symbolic links.
    enum Kind {
        case directory
        case link
        case other
    }

    /// The entries whose names do not start with a dot, sorted by name.
    private(set) var entries: [(name: String, kind: Kind)] = []
    /// The names that are not UTF-8, with U+FFFD for what is not.
    private(set) var unreadableNames: [String] = []
    /// The names of files that were probably meant to be the manifest, such as `inf.yaml`.
    private(set) var misnamed: [String] = []
    /// The manifest among the entries; nil when there is none, or when it cannot be examined.
    private(set) var manifest: FileIdentity?
    /// The directory itself, however it was reached.
    let identity: FileIdentity

    /// Reads a directory.
    ///
    /// - Parameter path: The directory.
    /// - Throws: ``SystemFailure`` when it cannot be opened or read.
    init(of path: String) throws(SystemFailure) {
        // Opened first and looked at afterwards, so that both are about the same directory.
        guard let stream = opendir(path) else { throw SystemFailure(code: errno) }
        defer { closedir(stream) }
        var status = stat()
        guard fstat(dirfd(stream), &status) == 0 else { throw SystemFailure(code: errno) }
        identity = FileIdentity(status)
        try read(stream)
        entries.sort { $0.name < $1.name }
        unreadableNames.sort()
    }

    private mutating func read(_ stream: OpaquePointer) throws(SystemFailure) {
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { throw SystemFailure(code: errno) }
                return
            }
            // In place: a copy of the whole field reads beyond the entry, which can be the end of the memory.
            withUnsafePointer(to: &entry.pointee.d_name) { field in
                field.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { name in
                    guard name.pointee != CChar(bitPattern: UInt8(ascii: ".")) else { return }
                    guard let text = String(validatingCString: name) else {
                        unreadableNames.append(String(cString: name))
                        return
                    }
                    if let kind = kind(entry.pointee.d_type, text, in: stream) { entries.append((text, kind)) }
                }
            }
        }
    }

    /// The kind of an entry; nil for one that cannot be or contain a manifest, so that a million files cost no memory.
    private mutating func kind(_ type: UInt8, _ name: String, in stream: OpaquePointer) -> Kind? {
        switch Int(type) {
        case Int(DT_DIR): return .directory
        case Int(DT_LNK): return .link
        case Int(DT_UNKNOWN):
            var status = stat()
            guard fstatat(dirfd(stream), name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
            switch status.st_mode & S_IFMT {
            case S_IFDIR: return .directory
            case S_IFLNK: return .link
            default: break
            }
        default: break
        }
        guard name == ManifestSearch.manifestName else {
            if ["inf.yml", "inf.yaml"].contains(name.lowercased()) { misnamed.append(name) }
            return nil
        }
        var status = stat()
        if fstatat(dirfd(stream), name, &status, 0) == 0 { manifest = FileIdentity(status) }
        return .other
    }
}
