/// A model of the API, as far as the emulator distinguishes them.
struct ARKModel: Sendable, Hashable {
    /// What a model makes.
    enum Kind: Sendable, Hashable {
        /// Videos of so many seconds.
        case video(seconds: ClosedRange<Int>, resolutions: [String], generation: Generation)
        /// Pictures of so many pixels.
        case image(pixels: ClosedRange<Int>, references: Int, generation: Generation)
    }

    /// The generation, which decides about fields.
    enum Generation: Int, Sendable, Comparable {
        case one
        case oneFive
        case two
        case four
        case five
        case fivePro

        static func < (first: Generation, second: Generation) -> Bool { first.rawValue < second.rawValue }
    }

    /// The identifier.
    let id: String
    /// What it makes.
    let kind: Kind
    /// US dollars for a million tokens with sound and without; `nil` for pictures.
    let usdPerMillionTokens: (sound: Double, silent: Double)?
    /// US dollars for a picture.
    let usdPerImage: Double

    /// Finds a model.
    static func named(_ id: String) -> ARKModel? { all.first { $0.id == id } }

    static func == (first: ARKModel, second: ARKModel) -> Bool { first.id == second.id }
    func hash(into hasher: inout Hasher) { hasher.combine(id) }

    /// The models that the emulator knows.
    static let all: [ARKModel] = [
        video("seedance-1-0-pro-250528", 2...12, ["480p", "720p", "1080p"], .one, (2.5, 2.5)),
        video("seedance-1-0-pro-fast-251015", 2...12, ["480p", "720p", "1080p"], .one, (2.5, 2.5)),
        video("seedance-1-5-pro-251215", 4...12, ["480p", "720p", "1080p"], .oneFive, (2.4, 1.2)),
        video("dreamina-seedance-2-0-260128", 4...15, ["480p", "720p", "1080p", "4k"], .two, (7, 7)),
        video("dreamina-seedance-2-0-fast-260128", 4...15, ["480p", "720p"], .two, (5.6, 5.6)),
        image("seedream-4-0-250828", 921_600...16_777_216, 14, .four, 0.03),
        image("seedream-4-5-251128", 3_686_400...16_777_216, 14, .four, 0.04),
        image("seedream-5-0-260128", 3_686_400...16_777_216, 14, .five, 0.04),
        image("dola-seedream-5-0-pro-260628", 921_600...4_624_220, 10, .fivePro, 0.045),
    ]

    private static func video(
        _ id: String,
        _ seconds: ClosedRange<Int>,
        _ resolutions: [String],
        _ generation: Generation,
        _ price: (sound: Double, silent: Double)
    ) -> ARKModel {
        let kind = Kind.video(seconds: seconds, resolutions: resolutions, generation: generation)
        return ARKModel(id: id, kind: kind, usdPerMillionTokens: price, usdPerImage: 0)
    }

    private static func image(
        _ id: String,
        _ pixels: ClosedRange<Int>,
        _ references: Int,
        _ generation: Generation,
        _ price: Double
    ) -> ARKModel {
        let kind = Kind.image(pixels: pixels, references: references, generation: generation)
        return ARKModel(id: id, kind: kind, usdPerMillionTokens: nil, usdPerImage: price)
    }
}
