/// The services for which the emulator that comes with this program stands in, by the word with which manifests name them.
///
/// The emulator's services have one of these names each, so that hints about `--emulator` never differ from what it serves.
package enum EmulatedServiceName: String, Sendable, Hashable, CaseIterable {
    /// The Vision API.
    case vision
    /// The ARK API.
    case ark
    /// The example of the guide to other APIs.
    case greetings
}
