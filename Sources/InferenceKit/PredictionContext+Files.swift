extension PredictionContext {
    /// Returns a URL from which a service can fetch an input.
    ///
    /// An input that was given as a URL keeps it; a local file is uploaded to the place that `--staging` names.
    ///
    /// - Parameter file: An input.
    /// - Returns: An absolute URL.
    /// - Throws: ``PredictionError`` when the file is local and cannot be uploaded.
    public func stage(_ file: MediaFile) async throws -> String {
        if let url = file.url { return url }
        let place = staging.place
        // A file that an earlier part of the run has uploaded stays the run's, even when its link is too old.
        var earlier: String?
        let staged = try await step(
            "stage \(file.name)",
            lifetime: staging.life,
            isStillGood: { (kept: StagedFile, isFresh) in
                if kept.place == place { earlier = kept.uploaded }
                return isFresh && kept.place == place
            }
        ) {
            progress("uploading \(file.name)")
            let link = try await staging.link(to: file) { [channel] in channel.report(.progress($0)) }
            return StagedFile(url: link.url, place: place, uploaded: link.uploaded ?? earlier)
        }
        if let name = staged.uploaded, staged.place == place { staging.remember(uploaded: name) }
        return staged.url
    }

    /// Returns URLs from which a service can fetch the files of an input that takes several.
    ///
    /// - Parameter files: The input; `nil` when it was not given.
    /// - Returns: An absolute URL for each file, in their order; `nil` without files.
    /// - Throws: ``PredictionError`` when a file is local and cannot be uploaded.
    public func stage(_ files: [MediaFile]?) async throws -> [String]? {
        guard let files, !files.isEmpty else { return nil }
        var urls: [String] = []
        for file in files { urls.append(try await stage(file)) }
        return urls
    }

    private struct StagedFile: Codable {
        var url: String
        var place: String
        /// The file's name at the place, when this run has uploaded it.
        var uploaded: String?
    }
}
