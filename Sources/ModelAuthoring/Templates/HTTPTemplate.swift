/// A model of any service with a JSON API and a bearer token.
enum HTTPTemplate {
    static func files(for name: ModelTemplate.Name) -> [ModelTemplate.File] {
        [
            ModelTemplate.File("inf.yml", manifest(name)),
            ModelTemplate.File("Inference.swift", inference),
            ModelTemplate.File("GreetingService.swift", HTTPTemplate.service),
            ModelTemplate.File("examples/ada.json", ada),
            ModelTemplate.File("examples/french.json", french),
            ModelTemplate.File("examples/blank.json", blank),
        ]
    }

    private static func manifest(_ name: ModelTemplate.Name) -> String {
        """
        \(name.namespaceLine)name: \(name.name)
        description: Greets someone through a service.
        category: text
        kernel: swift-6
        # The name of the service: GREETINGS_ENDPOINT replaces its address.
        service: greetings
        # Decide: the service's own host. The model can connect to no other, except for links in the service's responses.
        hosts: [api.example.com]

        # The model sees these environment variables and no others.
        secrets:
            - key: GREETINGS_KEY
              description: Key of the greetings service.

        resources:
            gpu: {count: 0, vram: 0, type: none}
            ram: 1

        inputs:
            name:
                type: string
                description: Who is greeted.
                length: {min: 1, max: 40}
                examples: [Ada]
            language:
                type: string
                description: The language of the greeting.
                enum: [de, en, fr]
                default: en

        outputs:
            greeting:
                type: string
                description: The greeting.

        # The price is shown, and cost limits are checked, before anything is sent.
        pricing:
            usd_per_run: 0.01

        """
    }

    private static let inference = #"""
        import InferenceKit

        /// Greets someone through a service.
        struct Inference: Predictor {
            struct Input: Decodable, Sendable {
                var name: String
                var language: String
            }

            struct Output: Codable, Sendable {
                var greeting: String
            }

            private let service: GreetingService

            init(_ setup: Setup) async throws {
                service = try GreetingService(setup)
            }

            func predict(_ input: Input, _ context: PredictionContext) async throws -> Output {
                // Each call is a recorded step: an interrupted run continues after the last one.
                let id = try await service.order(input.name, in: input.language, context)
                return Output(greeting: try await context.step("greet") { try await service.greeting(id, context) })
            }
        }

        """#

    private static let ada = #"""
        {
          "description": "A greeting in English.",
          "input": {"name": "Ada"},
          "output": {"greeting": "Hello, Ada!"}
        }

        """#

    private static let french = #"""
        {
          "description": "A greeting in another language.",
          "input": {"name": "Émilie", "language": "fr"},
          "output": {"greeting": {"pattern": "^Bonjour, "}}
        }

        """#

    private static let blank = #"""
        {
          "description": "The service refuses what only it can check, and its message reaches the user.",
          "input": {"name": " "},
          "error": {"code": "invalid-input", "message": "the name is blank"}
        }

        """#
}
