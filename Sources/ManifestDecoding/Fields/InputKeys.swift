package import ModelManifest

/// Which keys an input or an output of each type takes.
package enum DeclarationKeys {
    private static let common = ["type", "description"]

    /// Returns the keys of an input.
    package static func input(_ type: ValueType) -> [String] { inputs.keys(of: type) }

    /// Returns the keys of an output.
    package static func output(_ type: ValueType) -> [String] { outputs.keys(of: type) }

    /// All keys of inputs of any type.
    package static let anyInput = all(input)

    /// All keys of outputs of any type.
    package static let anyOutput = all(output)

    private static let inputs = KeyTable(keysOfInput)
    private static let outputs = KeyTable(keysOfOutput)

    private static func keysOfInput(_ type: ValueType) -> [String] {
        let special: [String] =
            switch type {
            case .image: ["many", "formats", "size", "width", "height"]
            case .audio: ["many", "formats", "size", "duration"]
            case .video: ["many", "formats", "size", "width", "height", "duration"]
            case .file: ["many", "formats", "size"]
            case .string: ["length", "pattern", "enum"]
            case .integer: ["range", "enum", "subject_of"]
            case .number: ["range", "enum"]
            case .boolean: []
            }
        return common + ["required"] + special
            + ["default", "examples", "deprecated", "excludes", "needs", "when"]
    }

    private static func keysOfOutput(_ type: ValueType) -> [String] {
        let special: [String] =
            switch type {
            case .image: ["required", "many", "formats", "width", "height"]
            case .audio: ["required", "many", "formats", "duration"]
            case .video: ["required", "many", "formats", "frame_rate", "width", "height", "duration"]
            case .file: ["required", "many", "formats"]
            case .string, .integer, .number, .boolean: []
            }
        return common + special
    }

    private static func all(_ keys: (ValueType) -> [String]) -> [String] {
        var seen: [String] = []
        for key in ValueType.allCases.flatMap(keys) where !seen.contains(key) { seen.append(key) }
        return seen
    }
}

/// The keys of each type, made once.
private struct KeyTable {
    private let image, audio, video, file, string, integer, number, boolean: [String]

    init(_ keys: (ValueType) -> [String]) {
        image = keys(.image)
        audio = keys(.audio)
        video = keys(.video)
        file = keys(.file)
        string = keys(.string)
        integer = keys(.integer)
        number = keys(.number)
        boolean = keys(.boolean)
    }

    func keys(of type: ValueType) -> [String] {
        switch type {
        case .image: image
        case .audio: audio
        case .video: video
        case .file: file
        case .string: string
        case .integer: integer
        case .number: number
        case .boolean: boolean
        }
    }
}
