/// The size of a video: resolution and ratio decide it.
enum VideoSize {
    /// The ratios that a request can name, without `adaptive`.
    static let ratios = ["16:9", "4:3", "1:1", "3:4", "9:16", "21:9"]

    private static let sizes: [String: [String: (width: Int, height: Int)]] = [
        "480p": [
            "16:9": (864, 496), "4:3": (752, 560), "1:1": (640, 640), "3:4": (560, 752), "9:16": (496, 864),
            "21:9": (992, 432),
        ],
        "720p": [
            "16:9": (1280, 720), "4:3": (1112, 834), "1:1": (960, 960), "3:4": (834, 1112), "9:16": (720, 1280),
            "21:9": (1470, 630),
        ],
        "1080p": [
            "16:9": (1920, 1080), "4:3": (1664, 1248), "1:1": (1440, 1440), "3:4": (1248, 1664), "9:16": (1080, 1920),
            "21:9": (2206, 946),
        ],
        "4k": [
            "16:9": (3840, 2160), "4:3": (3328, 2496), "1:1": (2880, 2880), "3:4": (2496, 3328), "9:16": (2160, 3840),
            "21:9": (4412, 1892),
        ],
    ]

    /// Returns the size.
    ///
    /// - Parameters:
    ///   - resolution: Such as `720p`.
    ///   - ratio: Such as `16:9`.
    /// - Returns: Width and height in pixels.
    static func size(_ resolution: String, _ ratio: String) -> (width: Int, height: Int) {
        sizes[resolution]?[ratio] ?? (1280, 720)
    }

    /// Returns the ratio that is nearest to that of a picture.
    static func ratio(nearestTo picture: (width: Int, height: Int)) -> String {
        let wanted = Double(picture.width) / Double(max(1, picture.height))
        let distance = { (name: String) -> Double in
            let size = size("720p", name)
            let ratio = Double(size.width) / Double(size.height)
            return max(ratio / wanted, wanted / ratio)
        }
        return ratios.min { distance($0) < distance($1) } ?? "16:9"
    }

    /// Returns how many tokens are charged for a video.
    static func tokens(_ size: (width: Int, height: Int), frames: Int) -> Int {
        size.width * size.height * frames / 1_024
    }
}
