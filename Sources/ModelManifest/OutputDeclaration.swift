package import Media

/// What a manifest says about one output.
package struct OutputDeclaration: Sendable, Hashable {
    /// The name, in snake_case.
    package var name: String
    /// What values are.
    package var type: ValueType
    /// What the output is.
    package var description: String?
    /// How many files the output may hold; nil for an output of one value.
    package var many: Bounds<Int>?
    /// Whether a run that succeeds always has the output: true unless the manifest says otherwise.
    package var isRequired = true
    /// The formats that a file may have, by its bytes; empty for any of the type's kind.
    package var formats: [MediaFormat]
    /// Frames per second.
    package var frameRate: Double?
    /// How wide the picture is, in pixels.
    package var width: Bounds<Int>?
    /// How high the picture is, in pixels.
    package var height: Bounds<Int>?
    /// How long the recording is.
    package var duration: Bounds<Duration>?

    /// Creates a declaration.
    ///
    /// - Parameters:
    ///   - name: The name, in snake_case.
    ///   - type: What values are.
    ///   - formats: The formats that a file may have; empty for any of the type's kind.
    package init(name: String, type: ValueType, formats: [MediaFormat] = []) {
        self.name = name
        self.type = type
        self.formats = formats
    }

    /// The most files that the output may hold.
    package var mostFiles: Int {
        guard let many else { return 1 }
        return max(
            1,
            min(many.max ?? many.below.map { $0 - 1 } ?? Self.mostFilesWithoutLimit, Self.mostFilesWithoutLimit)
        )
    }

    /// How many files an output may hold when the manifest does not say; more are not allowed in any case.
    private static let mostFilesWithoutLimit = 100
}
