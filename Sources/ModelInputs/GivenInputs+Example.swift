internal import InferenceKit
package import ModelExamples
package import ModelManifest
internal import ModelSupply

extension GivenInputs {
    /// Takes the inputs of an example; files are looked for beside it.
    ///
    /// - Parameters:
    ///   - example: The example.
    ///   - manifest: Says which inputs are files.
    package init(_ example: Example, for manifest: Manifest) {
        self.init()
        let values = example.input.map { name, value in
            guard manifest.input(name)?.type.isFile == true else { return (name, value) }
            if let texts = value.array { return (name, .array(texts.map { Self.place($0, beside: example) })) }
            return (name, Self.place(value, beside: example))
        }
        add(Dictionary(values) { first, _ in first })
    }

    private static func place(_ value: JSONValue, beside example: Example) -> JSONValue {
        guard let path = value.string.flatMap({ ModelDirectory.exampleFile($0, in: example.directory) }) else {
            return value
        }
        return .string(path)
    }
}
