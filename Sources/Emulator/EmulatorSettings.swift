package import InferenceKit

/// How an emulator behaves.
package struct EmulatorSettings: Sendable {
    /// The port on 127.0.0.1; 0 for a free one.
    package var port = 0

    /// The only pair of keys that is accepted.
    package var credential = Credential(accessKey: "emulator", secretKey: Secret("emulator-secret"))

    /// How fast tasks proceed and how long they are kept.
    package var pace = TaskPace()

    /// How many tasks can be in progress at once; `nil` for any number.
    package var concurrency: Int?

    /// How long the links of videos and masks work; their files are deleted after that.
    package var linkLife = Duration.seconds(3_600)

    /// Where the answer of the Vision API contains the finished video's URL.
    package var answerForm = VisionAnswer.Form.byteplus

    /// Whether it says in each answer that it is an emulator; clients of one that does not take what it does for paid.
    package var identifiesItself = true

    /// What goes wrong.
    package var faults: [Fault] = []

    /// The directory in which masks and videos of the Vision API are kept for other emulators; `nil` to keep none.
    package var mediaCache: String?

    /// A file with the links that are fetched, one per line, besides those of the emulator's own files; `nil` to fetch all.
    package var linkList: String?

    /// The environment in which ffmpeg is found; it gets a few of these variables, and no key.
    package var environment: [String: String]

    /// The program that confines ffmpeg, `runner-worker`; by default it is not confined.
    package var confiner: String?

    /// Creates the settings of an emulator that behaves like the service.
    ///
    /// - Parameter environment: The environment in which ffmpeg is found.
    package init(environment: [String: String]) {
        self.environment = environment
    }
}
