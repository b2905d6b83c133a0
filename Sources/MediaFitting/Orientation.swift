/// The orientations of EXIF, as filters of ffmpeg.
///
/// See <https://www.cipa.jp/std/documents/download_e.html?CIPA_DC-008-2024-E>, section 4.6.5.
enum Orientation {
    /// The filters that make a picture upright; none for one that is.
    static func filters(_ orientation: Int) -> [String] {
        switch orientation {
        case 2: ["hflip"]
        case 3: ["hflip", "vflip"]
        case 4: ["vflip"]
        case 5: ["transpose=cclock_flip"]
        case 6: ["transpose=clock"]
        case 7: ["transpose=clock_flip"]
        case 8: ["transpose=cclock"]
        default: []
        }
    }
}
