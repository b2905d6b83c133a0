package import InferenceKit

/// How an emulator behaves.
package struct EmulatorSettings: Sendable {
    /// The port on 127.0.0.1, 0 for a free one.
    package var port = 0

    /// The only pair of keys that is known.
    package var credential = Credential(accessKey: "emulator", secretKey: Secret("emulator-secret"))

    /// How fast tasks proceed and how long they are kept.
    package var pace = TaskBook.Pace()

    /// How many tasks may be under way at once; `nil` for any number.
    package var concurrency: Int?

    /// Where the finished video's URL is written.
    package var answerForm = VisionAnswer.Form.byteplus

    /// What goes wrong.
    package var faults: [Fault] = []

    /// What a second of video costs in US dollars, as the vendor charges.
    package var usdPerSecond = 0.12

    /// Creates the settings of an emulator that behaves like the service.
    package init() {}
}
