/// The listings of all directories below one, read on all processors at once.
///
/// Symbolic links are not followed. A directory that can be reached in two ways is entered once.
struct ListingTree {
    private typealias Listing = Result<DirectoryListing, SystemFailure>

    private var listings: [String: Listing] = [:]

    /// Reads the directories, level by level.
    ///
    /// - Parameters:
    ///   - start: The uppermost directory.
    ///   - known: Directories to skip.
    init(below start: String, except known: Set<FileIdentity>) {
        var known = known
        var level = [start]
        while !level.isEmpty {
            let found = ConcurrentWork.gather(from: level, into: [(String, Listing)]()) {
                $1.append(($0, Self.listing(of: $0)))
            }
            level = []
            for (path, result) in found.joined() {
                listings[path] = result
                guard case .success(let listing) = result, known.insert(listing.identity).inserted else { continue }
                for (name, kind) in listing.entries where kind == .directory && name != ManifestSearch.manifestName {
                    level.append(ManifestSearch.path(of: name, in: path))
                }
            }
        }
    }

    /// Takes the listing of a directory out of the tree.
    ///
    /// - Parameter path: The directory.
    /// - Returns: Its listing.
    /// - Throws: ``SystemFailure`` when it could not be opened or read.
    mutating func takeListing(of path: String) throws(SystemFailure) -> DirectoryListing {
        try (listings.removeValue(forKey: path) ?? Self.listing(of: path)).get()
    }

    private static func listing(of path: String) -> Listing {
        do throws(SystemFailure) {
            return .success(try DirectoryListing(of: path))
        } catch {
            return .failure(error)
        }
    }
}
