package import Diagnostics
import Glibc
import ManifestChecks

/// The manifests that paths lead to, without duplicates.
///
/// A directory is walked at any depth, except for hidden directories. A symbolic link is followed to a manifest or a model's directory, as
/// the registry follows it, but never to a tree, so there are no loops.
package struct ManifestSearch {
    /// The name of a manifest in a model's directory.
    package static let manifestName = "inf.yml"

    /// The manifests, sorted by path; whether they can be read is not known yet.
    package private(set) var manifests: [String] = []
    /// What could not be searched.
    package private(set) var problems: [Diagnostic] = []

    private var knownFiles: Set<FileIdentity> = []
    private var knownDirectories: Set<FileIdentity> = []
    /// Files that were probably meant to be manifests, in directories without one.
    private var misnamed: [String] = []
    /// Links wait until all else below a path was found, so that a file is reported by its own path.
    private var links: [(path: String, name: String)] = []
    /// Whether the path that is searched led to any manifest, also to one that an earlier path led to.
    private var hasFound = false

    /// Finds manifests.
    ///
    /// - Parameter paths: Manifests, models' directories, or directories of models.
    package init(_ paths: [String]) {
        for path in paths.map(Self.normalized) {
            do throws(SystemFailure) {
                let (identity, isDirectory) = try FileIdentity.of(path)
                if isDirectory { search(path) } else { add(path, identity) }
            } catch {
                report(path, error)
            }
        }
        manifests.sort()
    }

    /// A path without redundant `.` parts and slashes.
    private static func normalized(_ path: String) -> String {
        let parts = path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
        if path.utf8.first == UInt8(ascii: "/") { return "/" + parts }
        return parts.isEmpty ? "." : parts
    }
}

// MARK: - Walking

extension ManifestSearch {
    private mutating func search(_ start: String) {
        hasFound = false
        let problemsBefore = problems.count
        var tree = ListingTree(below: start, except: knownDirectories)
        // An explicit stack, because directories can be deeper than the program's stack.
        var waiting = [start]
        while let directory = waiting.popLast() {
            waiting += subdirectories(of: directory, in: &tree).reversed()
        }
        for link in links { follow(link.path, link.name) }
        links = []
        if !hasFound, problems.count == problemsBefore {
            report(
                start,
                "there is no '\(Self.manifestName)' in the directory",
                help: "give a directory that contains models"
            )
        }
        for path in misnamed { reportMisnamed(path) }
        misnamed = []
    }

    /// Takes the manifest of a directory and returns the directories in it.
    private mutating func subdirectories(of directory: String, in tree: inout ListingTree) -> [String] {
        let listing: DirectoryListing
        do throws(SystemFailure) {
            listing = try tree.takeListing(of: directory)
        } catch {
            report(directory, "the directory cannot be searched: \(error.reason)")
            return []
        }
        guard knownDirectories.insert(listing.identity).inserted else {
            hasFound = true
            return []
        }
        for name in listing.unreadableNames {
            report(Self.path(of: name, in: directory), "the name is not UTF-8", help: "rename it")
        }
        if listing.manifest == nil {
            misnamed += listing.misnamed.map { Self.path(of: $0, in: directory) }
        }
        var directories: [String] = []
        for (name, kind) in listing.entries {
            let path = Self.path(of: name, in: directory)
            switch kind {
            case .directory where name == Self.manifestName: add(path, nil)
            case .directory: directories.append(path)
            case .link: links.append((path, name))
            case .other: add(path, listing.manifest)
            }
        }
        return directories
    }

    private mutating func follow(_ path: String, _ name: String) {
        let target = try? FileIdentity.of(path)
        if name == Self.manifestName {
            add(path, target?.identity)
        } else if target?.isDirectory == true {
            let manifest = Self.path(of: Self.manifestName, in: path)
            if let found = try? FileIdentity.of(manifest) { add(manifest, found.identity) }
        }
    }

    /// Adds a manifest unless it was found by another path.
    private mutating func add(_ path: String, _ identity: FileIdentity?) {
        hasFound = true
        if let identity, !knownFiles.insert(identity).inserted { return }
        manifests.append(path)
    }

    /// The path of an entry of a directory.
    static func path(of name: String, in directory: String) -> String {
        directory == "." ? name : directory.utf8.last == UInt8(ascii: "/") ? directory + name : "\(directory)/\(name)"
    }
}

// MARK: - Problems

extension ManifestSearch {
    private mutating func report(_ path: String, _ failure: SystemFailure) {
        guard failure.code == ENOENT else { return report(path, "cannot be read: \(failure.reason)") }
        report(path, "no such file or directory", help: "give manifests, model directories, or directories of models")
    }

    private mutating func reportMisnamed(_ path: String) {
        let name = path.split(separator: "/").last.map { String($0) } ?? path
        problems.append(
            Diagnostic(
                .unreadableFile,
                "\(quoted(name)) is not read: a manifest is named '\(Self.manifestName)'",
                at: SourceLocation(path: path),
                severity: .warning,
                help: "rename it to '\(Self.manifestName)'"
            )
        )
    }

    private mutating func report(_ path: String, _ message: String, help: String? = nil) {
        problems.append(Diagnostic(.unreadableFile, message, at: SourceLocation(path: path), help: help))
    }
}
