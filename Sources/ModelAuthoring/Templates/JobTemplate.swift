/// A model of a service that works on jobs: submit, ask, download.
enum JobTemplate {
    static func files(for name: ModelTemplate.Name) -> [ModelTemplate.File] {
        [
            ModelTemplate.File("inf.yml", manifest(name)),
            ModelTemplate.File("Inference.swift", inference),
            ModelTemplate.File("examples/ada.json", ada),
            ModelTemplate.File("examples/blank.json", blank),
        ]
    }

    private static func manifest(_ name: ModelTemplate.Name) -> String {
        """
        \(name.namespaceLine)name: \(name.name)
        description: Speaks a greeting that a service generates as a job.
        category: audio
        kernel: swift-6
        # The name of the service: GREETINGS_ENDPOINT replaces its address.
        service: greetings

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

        outputs:
            speech:
                type: audio
                description: The greeting, spoken.
                formats: [wav]

        # The price is shown, and cost limits are checked, before anything is sent.
        pricing:
            usd_per_run: 0.01

        """
    }

    private static let inference = #"""
        import InferenceKit

        /// Lets a service speak a greeting.
        struct Inference: Predictor {
            struct Input: Decodable, Sendable {
                var name: String
            }

            struct Output: Codable, Sendable {
                var speech: MediaFile
            }

            private let service: JobService

            init(_ setup: Setup) async throws {
                service = try JobService(setup, token: "GREETINGS_KEY", address: "https://api.example.com")
            }

            func predict(_ input: Input, _ context: PredictionContext) async throws -> Output {
                let greetings = "/example/v1/greetings"
                let id = try await service.submit(greetings, ["name": .string(input.name), "language": "en"], context)
                let job = try await service.finished("\(greetings)/\(id)", context) { job in
                    if job["status"] == "failed" { throw PredictionError(.taskFailed, "the service failed", taskID: id) }
                    return job["status"] == "done"
                }
                return Output(speech: try await service.download(job["speech"]?.string ?? "", as: "speech", context))
            }
        }

        """#

    private static let ada = #"""
        {
          "description": "A greeting for somebody.",
          "input": {"name": "Ada"},
          "output": {"speech": {"format": "wav"}}
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
