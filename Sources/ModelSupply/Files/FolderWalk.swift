internal import FoundationEssentials
internal import Glibc

/// Everything below a folder, at any depth; symbolic links are told and not followed.
struct FolderWalk: Sendable {
    /// Something that is in the folder or in one below it.
    struct Entry: Sendable {
        /// Its path, seen from the folder.
        var path: String
        /// What it is, as `S_IFREG`; a folder only where the walk goes no deeper.
        var kind: mode_t
        /// How large it is.
        var byteCount: Int
    }

    /// Why a walk ended early.
    enum Problem: Error {
        /// Something cannot be read; its path.
        case unreadable(String)
        /// There is more than was allowed.
        case tooMany
    }

    /// The folder.
    let folder: String
    /// Whether names count that begin with a point.
    var includesHidden = false
    /// How many entries there may be, folders that were not looked into yet among them.
    var mostEntries = Int.max
    /// How many folders below each other are looked into.
    var deepest = Int.max

    /// Walks.
    ///
    /// - Returns: All that is no folder, the names in each folder sorted.
    /// - Throws: ``Problem``.
    func entries() throws(Problem) -> [Entry] {
        var entries: [Entry] = []
        // A list of its own: how deep folders are is the user's choice, the program's stack is not.
        var folders: [(path: String, depth: Int)] = [("", 0)]
        while let next = folders.popLast() {
            for name in try names(in: next.path).sorted() where includesHidden || !name.hasPrefix(".") {
                let path = next.path + name
                var status = stat()
                guard lstat("\(folder)/\(path)", &status) == 0 else { throw .unreadable("\(folder)/\(path)") }
                let kind = status.st_mode & S_IFMT
                if kind == S_IFDIR, next.depth < deepest {
                    folders.append(("\(path)/", next.depth + 1))
                } else {
                    entries.append(Entry(path: path, kind: kind, byteCount: Int(status.st_size)))
                }
                guard entries.count + folders.count <= mostEntries else { throw .tooMany }
            }
        }
        return entries
    }

    private func names(in inner: String) throws(Problem) -> [String] {
        let path = inner.isEmpty ? folder : "\(folder)/\(inner.dropLast())"
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw .unreadable(path)
        }
    }
}
