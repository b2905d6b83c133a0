import Diagnostics
import ManifestChecks
import ModelManifest
import Testing

@testable import ManifestDocumentation

/// The schema for editors against the decoder.
///
/// `SchemaCheck/run.sh` compares their verdicts with an independent validator.
struct SchemaTests {
    /// A place where the decoder knows all keys, and where the schema says the same.
    struct Place: CustomTestStringConvertible, Sendable {
        /// A manifest with one key that nobody knows.
        let manifest: String
        /// The keys that lead to the part of the schema.
        let path: [String]

        var testDescription: String { path.joined(separator: "/") }
    }

    static let places: [Place] =
        [
            Place(manifest: "name: a\nzzzzzz: 1", path: []),
            Place(manifest: "images: {zzzzzz: 1}", path: ["properties", "images"]),
            Place(manifest: "images: {dark: {zzzzzz: 1}}", path: ["properties", "images", "properties", "dark"]),
            Place(manifest: "secrets: [{zzzzzz: 1}]", path: ["properties", "secrets", "items"]),
            Place(manifest: "functions: [{zzzzzz: 1}]", path: ["properties", "functions", "items"]),
            Place(manifest: "credentials: [{zzzzzz: 1}]", path: ["$defs", "credential"]),
            Place(manifest: "resources: {zzzzzz: 1}", path: ["properties", "resources"]),
            Place(manifest: "resources: {gpu: {zzzzzz: 1}}", path: ["properties", "resources", "properties", "gpu"]),
            Place(manifest: "sandbox: {zzzzzz: 1}", path: ["properties", "sandbox"]),
            Place(manifest: "pricing: {zzzzzz: 1}", path: ["properties", "pricing"]),
            Place(manifest: "inputs: {a: {type: image, size: {zzzzzz: 1}}}", path: ["$defs", "sizeLimits"]),
        ]
        + ValueType.allCases.flatMap { type in
            ["input", "output"].map { role in
                Place(
                    manifest: "kernel: swift-6\n\(role)s: {a: {type: \(type.rawValue), zzzzzz: 1}}",
                    path: ["$defs", type.rawValue + role.prefix(1).uppercased() + role.dropFirst()]
                )
            }
        }

    @Test(arguments: places)
    func `the schema has exactly the keys that the decoder knows`(_ place: Place) throws {
        let help = try #require(
            ManifestFile.decode(Array(place.manifest.utf8), path: "inf.yml").diagnostics
                .first { $0.rule.id == "unknown-key" }?.help
        )
        let list = try #require(help.split(separator: ":").last)
        let unused = list.split(separator: ",").map { String($0.drop { $0 == " " }) }
        let schema = try #require(place.path.reduce(ManifestSchema.schema) { $0?[$1] })
        let properties = try #require(schema["properties"])
        let known = properties.keys.filter { properties[$0]?["deprecated"] == nil }
        #expect(Set(known).subtracting(unused).subtracting(["type", "name"]) == [])
        #expect(Set(unused).subtracting(known) == [])
        #expect(schema["additionalProperties"] == false)
        #expect(Set(known).count == known.count)
    }

    @Test(arguments: [
        "variants", "python", "is_public", "perms", "requirements", "integrations", "repository", "version",
    ])
    func `a key of an earlier form is deprecated and not refused`(_ key: String) {
        let decoded = ManifestFile.decode(Array("\(key):".utf8), path: "inf.yml")
        #expect(decoded.diagnostics.contains { $0.rule.id == "legacy-key" })
        #expect(ManifestSchema.schema["properties"]?[key]?["deprecated"] == true)
    }

    @Test func `the schema is written as JSON in its own order`() {
        let schema: JSONSchema = [
            "title": "a \"quoted\" line\nand \\ another\u{1}",
            "enum": ["b", "a", 1, 1.5, true],
            "properties": ["z": ["type": "string"], "a": [:], "list": [["minimum": 0], []]],
        ]
        #expect(
            schema.text == """
                {
                  "title": "a \\"quoted\\" line\\nand \\\\ another\\u0001",
                  "enum": ["b", "a", 1, 1.5, true],
                  "properties": {
                    "z": {"type": "string"},
                    "a": {},
                    "list": [
                      {"minimum": 0},
                      []
                    ]
                  }
                }

                """
        )
    }
}
