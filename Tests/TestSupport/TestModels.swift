/// Writes model directories for tests, as an author would.
package struct TestModels: Sendable {
    /// The directory that contains the models: a registry.
    package let directory: TestDirectory

    /// Creates an empty registry.
    package init() throws {
        directory = try TestDirectory()
    }

    /// The path of a model.
    package func path(_ name: String) -> String { "\(directory.path)/\(name)" }

    /// Writes a model with a text input `name` and a text output `greeting`.
    ///
    /// - Parameters:
    ///   - name: The directory and the manifest's name.
    ///   - body: The body of `predict`; it can use `input.name`, `setup` and `context`.
    ///   - secrets: Keys of secrets to declare.
    ///   - hosts: Hosts to declare.
    ///   - declarations: More Swift code next to the type.
    /// - Returns: The model's path.
    /// - Throws: When it cannot be written.
    @discardableResult
    package func write(
        _ name: String,
        predict body: String,
        secrets: [String] = [],
        hosts: [String] = [],
        declarations: String = ""
    ) throws -> String {
        let secretLines = secrets.map { "    - {key: \($0), description: A secret of the test.}" }
        try directory.write(
            "\(name)/inf.yml",
            """
            namespace: test
            name: \(name)
            description: Greets.
            category: text
            kernel: swift-6
            \(secrets.isEmpty ? "" : "secrets:\n\(secretLines.joined(separator: "\n"))")
            \(hosts.isEmpty ? "" : "hosts: [\(hosts.joined(separator: ", "))]")
            resources: {gpu: {count: 0, vram: 0, type: none}, ram: 1}
            inputs:
                name: {type: string, default: Ada}
            outputs:
                greeting: {type: string}

            """
        )
        try directory.write(
            "\(name)/Inference.swift",
            """
            import Glibc
            import InferenceKit

            struct Inference: Predictor {
                struct Input: Decodable, Sendable { var name: String }
                struct Output: Codable, Sendable { var greeting: String }
                let setup: Setup

                init(_ setup: Setup) async throws { self.setup = setup }

                func predict(_ input: Input, _ context: PredictionContext) async throws -> Output {
                    \(body)
                }
            }
            \(declarations)

            """
        )
        return path(name)
    }
}
