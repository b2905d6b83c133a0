import Foundation
import InferenceKit
import ManifestChecks
import ModelManifest
import ModelSchemas
import TestSupport
import Testing

struct PredictionSchemaTests {
    private func manifest(_ text: String) throws -> Manifest {
        let directory = try TestDirectory()
        try directory.write("inf.yml", text)
        return try #require(ManifestFile.read(path: "\(directory.path)/inf.yml").manifest)
    }

    @Test func `limits that JSON Schema knows become its words, and the others members with x-`() throws {
        let manifest = try manifest(
            """
            namespace: demo
            name: m
            description: d
            category: text
            kernel: swift-6
            resources: {gpu: {count: 0, vram: 0, type: none}, ram: 1}
            inputs:
                face_image: {type: image, description: A face., formats: [jpeg, png], size: {below: 5MB}, width: {max: 4096}}
                speech: {type: audio, duration: {max: 60s, recommended_max: 15s}, when: [{inputs: {lines: 1080}, duration: {max: 30s}, severity: warning}]}
                prompt: {type: string, required: false, length: {min: 1, below: 300}, pattern: "^[a-z]"}
                strength: {type: number, default: 0.5, range: {above: 0, max: 1}}
                lines: {type: integer, required: false, enum: [720, 1080], examples: [720]}
                quick: {type: boolean, default: false, deprecated: Always quick.}
            outputs:
                video: {type: video, formats: [mp4], frame_rate: 30}
            """
        )
        let schema = PredictionSchema(manifest)
        let expected: JSONValue = [
            "title": "Input", "type": "object", "additionalProperties": false, "required": ["face_image", "speech"],
            "properties": [
                "face_image": [
                    "title": "Face Image", "description": "A face.", "type": "string", "format": "uri",
                    "x-type": "image",
                    "x-accept": ["image/jpeg", "image/png"], "x-bytes": ["below": 5_000_000],
                    "x-width-pixels": ["max": 4096], "x-order": 0,
                ],
                "speech": [
                    "title": "Speech", "type": "string", "format": "uri", "x-type": "audio",
                    "x-seconds": ["max": 60, "recommended_max": 15],
                    "x-when": [["inputs": ["lines": [1080]], "severity": "warning", "x-seconds": ["max": 30]]],
                    "x-order": 1,
                ],
                "prompt": [
                    "title": "Prompt", "type": "string", "minLength": 1, "maxLength": 299,
                    "x-characters": ["min": 1, "below": 300], "pattern": "^[a-z]", "x-order": 2,
                ],
                "strength": [
                    "title": "Strength", "type": "number", "default": .double(0.5), "exclusiveMinimum": 0, "maximum": 1,
                    "x-order": 3,
                ],
                "lines": ["title": "Lines", "type": "integer", "enum": [720, 1080], "examples": [720], "x-order": 4],
                "quick": [
                    "title": "Quick", "type": "boolean", "default": false, "deprecated": true,
                    "x-deprecated": "Always quick.", "x-order": 5,
                ],
            ],
        ]
        #expect(schema.input() == expected, "\(schema.input().text)")
        #expect(schema.input(isClosed: false)["additionalProperties"] == nil)
        #expect(
            schema.output == [
                "title": "Output", "type": "string", "format": "uri", "x-type": "video", "x-accept": ["video/mp4"],
                "x-frames-per-second": 30,
            ]
        )
    }

    @Test func `several outputs are the members of an object`() throws {
        let manifest = try manifest(
            """
            name: m
            outputs: {words: {type: string}, count: {type: integer}}
            """
        )
        #expect(
            PredictionSchema(manifest).output == [
                "title": "Output", "type": "object",
                "properties": [
                    "words": ["type": "string", "title": "Words"], "count": ["type": "integer", "title": "Count"],
                ],
            ]
        )
        #expect(
            PredictionSchema(manifest).input() == [
                "title": "Input", "type": "object", "properties": [:], "additionalProperties": false,
            ]
        )
    }
}
