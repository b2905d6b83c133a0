import Addresses
import HummingbirdCore
import InferenceKit
import NIOCore
import NIOPosix
import SystemPackage

/// Accepts files and gives each a URL from which a service can fetch it.
struct UploadHandler: Sendable {
    /// The longest file that is accepted.
    static let maximumBytes = 200_000_000

    /// The uploads.
    let uploads: Shelf

    /// Where the files go.
    let directory: WorkDirectory

    /// What goes wrong.
    let faults: ActiveFaults

    /// The clock.
    let time: any TimeSource

    /// Answers `PUT /uploads/NAME`.
    ///
    /// - Parameters:
    ///   - name: The name as it was sent, percent-encoded.
    ///   - incoming: The request.
    /// - Returns: What to send back.
    /// - Throws: What the connection or the disk throws.
    func answer(_ name: String, _ incoming: Incoming) async throws -> Answer {
        let fault = faults.take(at: .upload)
        if let instead = Answer.instead(of: fault) { return instead }
        if case .page(let status, .json)? = fault?.effect { return .problem(status, "a fault").retrying(after: fault) }
        let path = directory.newPath("upload")
        guard try await store(incoming, at: path) else {
            WorkDirectory.remove(path)
            return .problem(413, "the limit is \(Self.maximumBytes) bytes")
        }
        let safe = Self.sanitized(name)
        let shelfName = "\(Identifiers.random(digits: 24))/\(safe)"
        uploads.add(
            Shelf.Item(path: path, contentType: Self.contentType(of: safe)),
            as: shelfName,
            at: time.uptime
        )
        let url = incoming.url(of: "/uploads/\(shelfName)")
        var answer = Answer.json(201, .object(["url": .string(url)]))
        answer.headers["Location"] = url
        return answer.spoiled(by: fault)
    }

    /// Writes the body to a file.
    ///
    /// - Returns: False when it is too long.
    private func store(_ incoming: Incoming, at path: String) async throws -> Bool {
        let declared = incoming.headers["Content-Length"].flatMap { Int($0) } ?? 0
        guard declared <= Self.maximumBytes else { return false }
        let file = try FileDescriptor.open(
            path,
            .writeOnly,
            options: [.create, .truncate],
            permissions: [.ownerReadWrite]
        )
        defer { try? file.close() }
        var byteCount = 0
        for try await chunk in incoming.request.body {
            byteCount += chunk.readableBytes
            guard byteCount <= Self.maximumBytes else { return false }
            _ = try await NIOThreadPool.singleton.runIfActive { try file.writeAll(chunk.readableBytesView) }
        }
        return true
    }
}

// MARK: - Names

extension UploadHandler {
    /// Returns a name that is safe in a path and in a URL: the last part, at most 100 of `A-Z a-z 0-9 . _ -`.
    ///
    /// - Parameter name: The name as it was sent, percent-encoded.
    /// - Returns: The safe name; `file` when nothing is left.
    static func sanitized(_ name: String) -> String {
        let decoded = PercentDecoding.decoded(name)
        let last = decoded.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? ""
        let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")
        let safe = String(last.map { allowed.contains($0) ? $0 : "_" }.drop { $0 == "." }.suffix(100))
        return safe.isEmpty ? "file" : safe
    }

    /// Returns the type that a file is served as.
    ///
    /// - Parameter name: The file's name.
    /// - Returns: A media type, decided by the suffix.
    static func contentType(of name: String) -> String {
        let types = [
            "jpg": "image/jpeg", "jpeg": "image/jpeg", "jfif": "image/jpeg", "png": "image/png", "wav": "audio/wav",
            "mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg", "opus": "audio/ogg", "flac": "audio/flac",
            "mp4": "video/mp4",
        ]
        return types[name.split(separator: ".").last?.lowercased() ?? ""] ?? "application/octet-stream"
    }
}
