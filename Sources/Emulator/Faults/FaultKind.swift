/// A kind of fault as it is written in a specification: its name, its argument, and where it can happen.
struct FaultKind: Sendable {
    /// The places where a kind makes sense.
    enum Place: String, Sendable, CaseIterable {
        /// The actions of a service.
        case action
        /// The download of videos.
        case video
        /// The download of masks.
        case mask
        /// The upload of files.
        case upload
        /// The emulator's own downloads.
        case fetch
    }

    /// The name, such as `rate-limit`.
    let name: String

    /// What follows the `=`, as help shows it; `nil` when there is no argument.
    let argument: String?

    /// Where it can happen.
    let places: Set<Place>

    /// The only actions at which it can happen; `nil` for all.
    var actions: [String]?

    /// What it does, one phrase.
    let summary: String

    /// Whether it happens every time unless a count says otherwise; other kinds happen once.
    let isLasting: Bool

    /// Reads the argument; `nil` when it is missing or wrong.
    let effect: @Sendable (_ argument: String?) -> Fault.Effect?

    /// Creates a kind; each parameter is the property of the same name.
    init(
        _ name: String,
        _ argument: String? = nil,
        _ places: Set<Place>,
        at actions: [String]? = nil,
        _ summary: String,
        isLasting: Bool = false,
        effect: @escaping @Sendable (String?) -> Fault.Effect?
    ) {
        self.name = name
        self.argument = argument
        self.places = places
        self.actions = actions
        self.summary = summary
        self.isLasting = isLasting
        self.effect = effect
    }

    /// Creates a kind without an argument.
    init(
        _ name: String,
        _ places: Set<Place>,
        at actions: [String]? = nil,
        _ summary: String,
        _ effect: Fault.Effect
    ) {
        self.init(name, nil, places, at: actions, summary) { $0 == nil ? effect : nil }
    }

    /// Whether the kind can happen at a target.
    func fits(_ target: Fault.Target) -> Bool {
        switch target {
        case .action(let name): places.contains(.action) && actions?.contains(name) != false
        case .anyAction: places.contains(.action)
        case .video: places.contains(.video)
        case .mask: places.contains(.mask)
        case .upload: places.contains(.upload)
        case .fetch: places.contains(.fetch)
        }
    }

    /// The kind as it is written, such as `slow=DURATION`.
    var usage: String {
        switch argument {
        case nil: name
        case .some(let argument) where argument.hasPrefix("["): "\(name)[=\(argument.dropFirst().dropLast())]"
        case .some(let argument): "\(name)=\(argument)"
        }
    }
}
