/// The four-byte header of a frame of MPEG audio (versions 1, 2 and 2.5, layers I to III).
///
/// See <http://www.mp3-tech.org/programmer/frame_header.html>.
struct MPEGAudioFrame {
    /// The length of the shortest frame of layer III: 8 kbit/s at 24 kHz.
    static let minimumBytes: Int64 = 24

    /// 1, 2 or 3.
    let layer: Int

    /// Whether the version is 1, and not one of the half-rate versions 2 and 2.5.
    let isVersion1: Bool

    /// In Hz, 8,000 to 48,000.
    let sampleRate: UInt32

    /// In bits a second, never 0: the free format, which has no number here, is not taken for a frame.
    let bitRate: UInt32

    /// The length of the frame with its header, at least 24.
    let bytes: Int

    let isMono: Bool

    /// Decodes a header; `nil` when the bits are not a valid one.
    init?(_ header: UInt32) {
        guard header >> 21 == 0x7FF else { return nil }
        let version = header >> 19 & 3
        let layerBits = header >> 17 & 3
        let bitRateIndex = Int(header >> 12 & 15)
        let sampleRateIndex = Int(header >> 10 & 3)
        guard version != 1, layerBits != 0, (1...14).contains(bitRateIndex), sampleRateIndex < 3, header & 3 != 2 else {
            return nil
        }
        layer = 4 - Int(layerBits)
        isVersion1 = version == 3
        let fullRate: UInt32 = [44_100, 48_000, 32_000][sampleRateIndex]
        sampleRate = version == 3 ? fullRate : version == 2 ? fullRate / 2 : fullRate / 4
        bitRate = 1000 * Self.kilobits(isVersion1: isVersion1, layer: layer)[bitRateIndex - 1]
        let padding = header >> 9 & 1
        bytes =
            switch layer {
            case 1: Int((12 * bitRate / sampleRate + padding) * 4)
            case 3 where !isVersion1: Int(72 * bitRate / sampleRate + padding)
            default: Int(144 * bitRate / sampleRate + padding)
            }
        isMono = header >> 6 & 3 == 3
    }

    /// How many samples of each channel a frame plays.
    var samples: Int {
        switch layer {
        case 1: 384
        case 3 where !isVersion1: 576
        default: 1152
        }
    }

    /// Whether both frames can be of one stream; bit rate and channel mode may change within it.
    func continues(_ other: MPEGAudioFrame) -> Bool {
        layer == other.layer && isVersion1 == other.isVersion1 && sampleRate == other.sampleRate
    }

    /// Whether a header is one of layer III but for its bit rate, which is left open.
    static func isFreeFormat(_ header: UInt32) -> Bool {
        let withRate = Self(header | 1 << 12)
        return header >> 12 & 15 == 0 && withRate?.layer == 3
    }

    /// The bit rates with index 1 to 14.
    private static func kilobits(isVersion1: Bool, layer: Int) -> [UInt32] {
        switch (isVersion1, layer) {
        case (true, 1): [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448]
        case (true, 2): [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384]
        case (true, _): [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
        case (false, 1): [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256]
        case (false, _): [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
        }
    }
}
