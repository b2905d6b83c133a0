package import InferenceKit
package import MediaFitting

/// Which inputs of a request are adapted to their limits instead of being refused.
package struct FitOptions: Sendable, Hashable {
    /// Whether every picture, recording and video that does not meet its limits is adapted.
    package var fitsAll: Bool
    /// The parts of recordings and videos that are kept, by the names of the inputs.
    package var trims: [String: TrimRange]

    /// Nothing is changed.
    package static let none = FitOptions()

    /// Chooses what is adapted; each parameter is the property of the same name.
    package init(fitsAll: Bool = false, trims: [String: TrimRange] = [:]) {
        self.fitsAll = fitsAll
        self.trims = trims
    }

    /// Whether an input is adapted when it has to be.
    ///
    /// - Parameter input: The name of the input.
    /// - Returns: Whether it is.
    func includes(_ input: String) -> Bool { fitsAll || trims[input] != nil }
}

/// An input that was adapted.
package struct FittedInput: Sendable, Hashable {
    /// The name of the input.
    package let input: String
    /// What the user gave, as it is shown in messages.
    package let shown: String
    /// Everything that was changed.
    package let changes: [String]
    /// The size of the user's own picture in pixels, upright; `nil` for other files.
    package let sourceSize: PixelSize?

    /// One line: `fitted image: converted from a HEIC image to JPEG; …`.
    package var text: String { "fitted \(input): \(changes.joined(separator: "; "))" }

    /// The same for programs.
    package var json: JSONValue {
        ["input": .string(input), "changes": .array(changes.map { .string($0) })]
    }
}
