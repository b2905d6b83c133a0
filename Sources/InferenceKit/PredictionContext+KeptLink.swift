internal import FoundationEssentials

/// The link to an output, kept in the place of the output until that arrives.
///
/// Records leave out the queries of links, so that a link which a service gives only once would be lost with the process. The file is
/// the user's own and is replaced by the output.
private struct KeptLink: Codable {
    /// The link.
    var outputLink: String
}

extension PredictionContext {
    /// Keeps the link to an output until the output is downloaded, for a part of the run after an interruption.
    ///
    /// - Parameters:
    ///   - url: The link, which the service gives only once.
    ///   - output: The name of the output in the manifest.
    /// - Throws: ``PredictionError`` when the manifest declares no such output, or with `cannot-write`.
    package func keep(link url: String, for output: String) throws {
        let path = try path(for: output)
        do {
            try JSONEncoder().encode(KeptLink(outputLink: url)).write(to: URL(filePath: path))
        } catch {
            throw PredictionError(.cannotWrite, "'\(path)' cannot be written: \(error)", help: "free some space")
        }
    }

    /// Fetches an output whose link is kept.
    ///
    /// The link stays in the output's place until the whole file has arrived, because a part of the file is of no use without it.
    ///
    /// - Parameters:
    ///   - url: The link.
    ///   - output: The name of the output in the manifest.
    ///   - retry: How often and how soon to try again.
    /// - Returns: The file, complete.
    /// - Throws: As ``download(_:as:headers:retry:problem:)``.
    package func download(keptLink url: String, as output: String, retry: RetryPolicy) async throws -> MediaFile {
        let path = try path(for: output)
        let arriving = "\(scratchDirectory)/arriving-\(output)"
        var file = try await download(url, as: output, to: arriving, [:], retry) { _ in nil }
        defer { try? FileManager.default.removeItem(atPath: arriving) }
        do {
            try Data(contentsOf: URL(filePath: arriving)).write(to: URL(filePath: path))
        } catch {
            throw PredictionError(.cannotWrite, "'\(path)' cannot be written: \(error)", help: "free some space")
        }
        file.path = path
        return file
    }

    /// Returns the link that an earlier part of the run has kept for an output.
    ///
    /// - Parameter output: The name of the output in the manifest.
    /// - Returns: The link; `nil` when there is none, or the output has arrived.
    package func keptLink(for output: String) -> String? {
        guard let path = try? path(for: output), fileSize(path) ?? 0 < 1 << 16,
            let data = try? Data(contentsOf: URL(filePath: path))
        else { return nil }
        return (try? JSONDecoder().decode(KeptLink.self, from: data))?.outputLink
    }
}
