/// Text in, text out: the smallest model that shows every part.
enum MinimalTemplate {
    static func files(for name: ModelTemplate.Name) -> [ModelTemplate.File] {
        [
            ModelTemplate.File("inf.yml", manifest(name)),
            ModelTemplate.File("Inference.swift", inference),
            ModelTemplate.File("examples/ada.json", ada),
            ModelTemplate.File("examples/too-long.json", tooLong),
        ]
    }

    private static func manifest(_ name: ModelTemplate.Name) -> String {
        """
        \(name.namespaceLine)name: \(name.name)
        description: Greets someone by name.
        category: text
        kernel: swift-6

        resources:
            gpu: {count: 0, vram: 0, type: none}
            ram: 1

        # Everything declared here is checked before the model runs: its code sees only valid inputs.
        inputs:
            name:
                type: string
                description: Who is greeted.
                length: {min: 1, max: 40}
                examples: [Ada]

        outputs:
            greeting:
                type: string
                description: The greeting.

        """
    }

    private static let inference = #"""
        import InferenceKit

        /// Greets someone by name.
        struct Inference: Predictor {
            // The inputs and outputs of inf.yml, in camelCase: `mask_index` there is `maskIndex` here.
            struct Input: Decodable, Sendable {
                var name: String
            }

            struct Output: Codable, Sendable {
                var greeting: String
            }

            // Called once per worker; do slow preparation here.
            init(_ setup: Setup) async throws {}

            func predict(_ input: Input, _ context: PredictionContext) async throws -> Output {
                Output(greeting: "Hello, \(input.name)!")
            }
        }

        """#

    private static let ada = #"""
        {
          "description": "A greeting by name.",
          "input": {"name": "Ada"},
          "output": {"greeting": "Hello, Ada!"}
        }

        """#

    private static let tooLong = #"""
        {
          "description": "A name that is too long is refused before the model runs.",
          "input": {"name": "Rhoshandiatellyneshiaunneveshenk Koyaanisquatsiuth"},
          "error": {"code": "invalid-input", "message": "it must be"}
        }

        """#
}
