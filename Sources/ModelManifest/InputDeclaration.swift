package import Media

/// What a manifest says about one input.
///
/// Constraints that do not apply to the type are nil or empty.
package struct InputDeclaration: Sendable, Hashable {
    /// The name, in snake_case.
    package var name: String
    /// What values are.
    package var type: ValueType
    /// What the input is for.
    package var description: String?
    /// Whether a prediction needs a value: true unless the manifest says otherwise or gives a default.
    package var isRequired: Bool
    /// How many files the input may hold; nil for an input of one value.
    package var many: Bounds<Int>?
    /// Inputs that cannot be given together with this one.
    package var excludes: [String]
    /// Inputs that must be given when this one is.
    package var needs: [String]
    /// The formats that a file may have, by its bytes; empty for any of the type's kind.
    package var formats: [MediaFormat]
    /// How large a file may be, in bytes.
    package var size: Bounds<Int64>?
    /// How wide a picture may be, in pixels.
    package var width: Bounds<Int>?
    /// How high a picture may be, in pixels.
    package var height: Bounds<Int>?
    /// How long a recording may be.
    package var duration: Bounds<Duration>?
    /// How long a text may be, in characters as a reader counts them.
    package var length: Bounds<Int>?
    /// A regular expression that must match somewhere in the text; anchors `^` and `$` bind it to the whole.
    package var pattern: String?
    /// How great a number may be.
    package var range: Bounds<Double>?
    /// The only values allowed, under the key `enum`; empty for any.
    package var allowedValues: [ScalarValue]
    /// The value that is used when none is given.
    package var defaultValue: ScalarValue?
    /// Values to show and to try.
    package var examples: [ScalarValue]
    /// Why the input should no longer be used, and what to use instead.
    package var deprecated: String?
    /// The input with the picture of which this number chooses a subject; 0 is the first.
    package var subjectOf: String?
    /// Limits that apply only with certain values of other inputs.
    package var conditional: [ConditionalLimits]

    /// Creates a declaration without constraints.
    ///
    /// - Parameters:
    ///   - name: The name, in snake_case.
    ///   - type: What values are.
    ///   - isRequired: Whether a prediction needs a value.
    package init(name: String, type: ValueType, isRequired: Bool = true) {
        self.name = name
        self.type = type
        self.isRequired = isRequired
        self.excludes = []
        self.needs = []
        self.formats = []
        self.allowedValues = []
        self.examples = []
        self.conditional = []
    }
}
