package import Media

/// What a manifest says about one output.
package struct OutputDeclaration: Sendable, Hashable {
    /// The name, in snake_case.
    package var name: String
    /// What values are.
    package var type: ValueType
    /// What the output is.
    package var description: String?
    /// The formats that a file may have, by its bytes; empty for any of the type's kind.
    package var formats: [MediaFormat]
    /// Pictures a second.
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
}
