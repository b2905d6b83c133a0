/// The templates of new models.
package enum ModelTemplate: String, CaseIterable, Sendable {
    /// Text in, text out, without a service.
    case minimal
    /// A model of the Vision API.
    case vision
    /// A model of the ARK API.
    case ark
    /// A model of any service with a JSON API.
    case http
    /// A model of a service that works on jobs: submit, ask, download.
    case job

    /// What it is, in a few words.
    package var summary: String {
        switch self {
        case .minimal: "text in and text out, without any service"
        case .vision: "a model of the Vision API"
        case .ark: "a model of the ARK API"
        case .http: "a model of any service with a JSON API"
        case .job: "a model of a job-based service: submit, poll, download"
        }
    }

    /// The name of a new model.
    package struct Name {
        /// Its owner, when one was given.
        package var namespace: String?
        /// Its name, which is also that of its directory.
        package var name: String

        /// The first line of a manifest, or nothing.
        var namespaceLine: String { namespace.map { "namespace: \($0)\n" } ?? "" }
    }

    /// One file of a new model.
    package struct File {
        /// Its path in the model's directory.
        package var path: String
        /// The content.
        package var bytes: [UInt8]

        init(_ path: String, _ text: String) {
            self.path = path
            bytes = Array(text.utf8)
        }

        init(_ path: String, bytes: [UInt8]) {
            self.path = path
            self.bytes = bytes
        }
    }

    /// The files without the README, which is generated from the others.
    package func files(for name: Name) -> [File] {
        switch self {
        case .minimal: MinimalTemplate.files(for: name)
        case .vision: VisionTemplate.files(for: name)
        case .ark: ARKTemplate.files(for: name)
        case .http: HTTPTemplate.files(for: name)
        case .job: JobTemplate.files(for: name)
        }
    }

    /// A command that runs a prediction with the new model.
    package func prediction(in directory: String) -> [String] {
        switch self {
        case .minimal: ["predict", directory, "--input", "name=Ada"]
        case .vision:
            [
                "predict", directory, "--emulator", "--input", "image=\(directory)/examples/portrait.png",
                "audio=\(directory)/examples/speech.mp3",
            ]
        case .ark: ["predict", directory, "--emulator", "--input", "prompt=A cat"]
        case .http, .job: ["predict", directory, "--emulator", "--input", "name=Ada"]
        }
    }
}
