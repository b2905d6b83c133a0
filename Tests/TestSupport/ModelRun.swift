package import InferenceKit

/// A run of a model in the test's process, with a scripted service and a clock that does not wait.
package struct ModelRun: Sendable {
    /// What the model was set up with.
    package let setup: Setup
    /// What the run got.
    package let context: PredictionContext
    /// The service.
    package let transport: ScriptedTransport
    /// What the run reported.
    package let channel = RecordingChannel()
    private let directory: TestDirectory

    /// Prepares a run.
    ///
    /// - Parameters:
    ///   - answers: The service's answers, in this order.
    ///   - secrets: The secrets that the model can ask for.
    ///   - outputs: The output files that the manifest declares, each with its ending, such as `["video": "mp4"]`.
    /// - Throws: When there is no place for the output files.
    package init(
        _ answers: [ScriptedTransport.Answer],
        secrets: [String: String] = [:],
        outputs: [String: String] = [:]
    ) throws {
        let directory = try TestDirectory()
        self.directory = directory
        transport = ScriptedTransport(answers)
        setup = Setup(
            secrets: secrets.mapValues(Secret.init),
            transport: transport,
            signer: { _ in NamingSigner() },
            time: TestTime(),
            random: { 1 }
        )
        context = PredictionContext(
            scratchDirectory: directory.path,
            deadline: .seconds(3_600),
            outputPaths: Dictionary(
                uniqueKeysWithValues: outputs.map { ($0.key, "\(directory.path)/\($0.key).\($0.value)") }
            ),
            setup: setup,
            staging: NamingStaging(),
            channel: channel
        )
    }

    /// The JSON bodies that were sent, in order.
    package var bodies: [JSONValue] {
        transport.requests.compactMap { request in
            guard case .bytes(let bytes) = request.body else { return nil }
            return try? JSONValue(parsing: bytes)
        }
    }
}

extension ScriptedTransport.Answer {
    /// An answer with a JSON body.
    package static func json(_ text: String, status: Int = 200, headers: HTTPHeaders = [:]) -> Self {
        .response(HTTPResponse(status: status, headers: headers, body: Array(text.utf8)))
    }

    /// The smallest complete MP4: two boxes.
    package static let fetched = ScriptedTransport.Answer.response(
        HTTPResponse(status: 200, body: Array("\0\0\0\u{10}ftypisom\0\0\0\0\0\0\0\u{8}moov".utf8))
    )
}
