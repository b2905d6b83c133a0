/// What a model's code takes, gives and asks for, found without a prediction.
package struct ModelShape: Sendable, Hashable, Codable {
    /// The properties of `Inference.Input`.
    package var input: TypeShape
    /// The properties of `Inference.Output`.
    package var output: TypeShape
    /// The secrets that the model asked for while it was set up, each once, in the order of asking.
    package var secrets: [String]
    /// Why the model cannot be set up, with any secrets and any answers of a service; `nil` when it can, or when that is unknown.
    package var setupFailure: PredictionError?

    /// Describes a model; each parameter is the property of the same name.
    package init(
        input: TypeShape,
        output: TypeShape,
        secrets: [String] = [],
        setupFailure: PredictionError? = nil
    ) {
        self.input = input
        self.output = output
        self.secrets = secrets
        self.setupFailure = setupFailure
    }
}

/// The properties of a type that is read from, or written to, an object of JSON.
package struct TypeShape: Sendable, Hashable, Codable {
    /// The properties in the order of reading.
    package var properties: [PropertyShape]
    /// Why reading ended before all properties were seen, one phrase; `nil` when it did not.
    package var problem: String?

    /// Describes a type; each parameter is the property of the same name.
    package init(properties: [PropertyShape] = [], problem: String? = nil) {
        self.properties = properties
        self.problem = problem
    }
}

/// One property of a type.
package struct PropertyShape: Sendable, Hashable, Codable {
    /// What a value is in JSON, which decides whether a declared type fits.
    package enum Kind: String, Sendable, Hashable, Codable {
        /// A ``MediaFile``.
        case file
        /// A list of ``MediaFile``.
        case files
        case string
        case integer
        case number
        case boolean
        /// Any JSON, as a ``JSONValue`` takes it.
        case anything
        /// A list, an object, or something that could not be found out.
        case other
    }

    /// The coding key, which is the property's name unless the type declares its own keys.
    package var name: String
    /// What a value is in JSON.
    package var kind: Kind
    /// The type as Swift writes it, without the question mark of an optional one.
    package var typeName: String
    /// Whether the property can be without a value.
    package var isOptional: Bool
    /// Values that the manifest allows and the type does not take.
    package var refused: [JSONValue]

    /// Describes a property; each parameter is the property of the same name.
    package init(
        _ name: String,
        _ kind: Kind,
        typeName: String,
        isOptional: Bool = false,
        refused: [JSONValue] = []
    ) {
        self.name = name
        self.kind = kind
        self.typeName = typeName
        self.isOptional = isOptional
        self.refused = refused
    }
}
