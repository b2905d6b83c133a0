extension PredictionContext {
    /// Returns a URL from which a service can fetch an input.
    ///
    /// A file that was given as a URL keeps it; a local file is put where `--staging` says.
    ///
    /// - Parameter file: An input.
    /// - Returns: An absolute URL.
    /// - Throws: ``PredictionError`` when the file is local and cannot be put anywhere.
    public func stage(_ file: MediaFile) async throws -> String {
        if let url = file.url { return url }
        let place = staging.place
        let staged = try await step(
            "stage \(file.name)",
            lifetime: StagedFile.lifetime,
            isStillGood: { $1 && $0.place == place }
        ) {
            progress("uploading \(file.name)")
            return StagedFile(url: try await staging.url(for: file), place: place)
        }
        return staged.url
    }

    private struct StagedFile: Codable {
        /// For how long nothing is uploaded again; how long a place keeps files is not known, and an upload is free.
        static let lifetime: Duration = .seconds(45 * 60)

        var url: String
        var place: String
    }
}
