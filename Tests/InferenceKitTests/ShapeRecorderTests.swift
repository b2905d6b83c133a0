import Foundation
import InferenceKit
import TestSupport
import Testing

/// What is found out about a type by letting it read made-up values.
struct ShapeRecorderTests {
    private enum Mode: String, Codable { case fast, slow }
    private struct Nested: Codable { var name: String; var children: [Nested]; var parent: Box? }
    private final class Box: Codable { let nested: Nested; init(_ nested: Nested) { self.nested = nested } }

    private struct Everything: Decodable {
        var image: MediaFile
        var text: String
        var count: Int
        var small: UInt8?
        var ratio: Double
        var weight: Float?
        var isFast: Bool
        var mode: Mode
        var date: Date?
        var link: URL
        var list: [String]
        var table: [String: Int]?
        var nested: Nested
        var any: JSONValue
        var last: MediaFile?
    }

    @Test func `every kind of property is found, with its type and whether it is optional`() {
        let shape = ShapeRecorder.shape(of: Everything.self, samples: ["mode": ["slow"]])
        #expect(shape.problem == nil)
        let found = shape.properties.map { "\($0.name): \($0.typeName)\($0.isOptional ? "?" : "") \($0.kind.rawValue)" }
        #expect(
            found == [
                "image: MediaFile file", "text: String string", "count: Int integer", "small: UInt8? integer",
                "ratio: Double number", "weight: Float? number", "isFast: Bool boolean", "mode: Mode string",
                "date: Date? number", "link: URL string", "list: Array<String> other",
                "table: Dictionary<String, Int>? other", "nested: Nested other",
                "any: JSONValue anything", "last: MediaFile? file",
            ]
        )
    }

    @Test func `values of the manifest that a type does not take are reported`() {
        struct Input: Decodable { var mode: Mode; var level: Int }
        let shape = ShapeRecorder.shape(
            of: Input.self,
            samples: ["mode": ["fast", "best", "slow"], "level": [.int(1)]]
        )
        #expect(shape.properties.map(\.refused) == [["best"], []])
    }

    @Test func `a type that takes nothing that can be made up hides what comes behind it`() {
        struct Input: Decodable { var name: String; var mode: Mode; var hidden: Int }
        let shape = ShapeRecorder.shape(of: Input.self)
        #expect(shape.properties.map(\.name) == ["name", "mode"])
        #expect(shape.problem == "'mode' takes none of the values that were tried for a Mode")
        struct Optional: Decodable { var mode: Mode?; var seen: Int }
        #expect(ShapeRecorder.shape(of: Optional.self).properties.map(\.name) == ["mode", "seen"])
    }

    @Test func `an initializer and coding keys of the author's own are honoured`() {
        struct Input: Decodable {
            var index: Int
            enum CodingKeys: String, CodingKey { case index = "mask_index", legacy }
            init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: CodingKeys.self)
                index = try container.contains(.legacy) ? container.decode(Int.self, forKey: .legacy) : 0
                index += try container.decodeIfPresent(Int.self, forKey: .index) ?? 1
            }
        }
        let found = ShapeRecorder.shape(of: Input.self).properties.map { "\($0.name)\($0.isOptional ? "?" : "")" }
        #expect(found == ["legacy?", "mask_index?"])
    }

    @Test func `a type that has no named properties, or holds itself for ever, is reported`() {
        #expect(ShapeRecorder.shape(of: [Int].self).problem?.contains("a list") == true)
        #expect(ShapeRecorder.shape(of: String.self).problem?.contains("a single value") == true)
        final class Endless: Decodable { let next: Endless }
        #expect(ShapeRecorder.shape(of: Endless.self).problem != nil)
        struct Empty: Decodable {}
        #expect(ShapeRecorder.shape(of: Empty.self) == TypeShape())
    }

    @Test(arguments: [
        ("mask_index", "maskIndex"), ("image", "image"), ("image_url", "imageUrl"), ("top_p_2", "topP2"),
        ("output_1080p", "output1080P"),
    ])
    func `names are what the coders make of them`(_ name: String, _ property: String) {
        #expect(PropertyName.swift(name) == property)
    }

    @Test(arguments: [("maskIndex", "mask_index"), ("imageURL", "image_url"), ("video", "video")])
    func `names of outputs are what the coders make of them`(_ property: String, _ name: String) {
        #expect(PropertyName.manifest(property) == name)
    }

    @Test func `the secrets that a model asks for are found without having them`() async {
        struct Asking: Predictor {
            struct Input: Decodable, Sendable { var text: String }
            struct Output: Codable, Sendable { var text: String }
            init(_ setup: Setup) async throws {
                _ = try setup.secret("B")
                _ = try setup.secret("A")
                _ = try setup.secret("B")
                throw PredictionError(.modelFailed, "no service")
            }
            func predict(_ input: Input, _ context: PredictionContext) async throws -> Output {
                Output(text: input.text)
            }
        }
        let setup = Setup(
            secrets: [:],
            transport: ScriptedTransport([]),
            signer: { _ in NamingSigner() },
            time: TestTime()
        )
        let shape = await ModelEntry(Asking.self).shape(setup, samples: [:])
        #expect(shape.secrets == ["B", "A"])
        #expect(shape.input.properties == [PropertyShape("text", .string, typeName: "String")])
        #expect(shape.output == shape.input)
    }
}
