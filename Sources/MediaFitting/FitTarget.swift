package import Media
package import ModelManifest

/// What a file has to become: the formats and limits that a manifest declares for an input.
package struct FitTarget: Sendable, Hashable {
    /// Whether the file is looked at, listened to or watched.
    package let kind: MediaKind
    /// The formats that are accepted; never empty.
    package let formats: [MediaFormat]
    /// The greatest length in bytes; `nil` for any.
    package let maximumBytes: Int64?
    /// The greatest width in pixels; `nil` for any.
    package let maximumWidth: Int?
    /// The greatest height in pixels; `nil` for any.
    package let maximumHeight: Int?

    /// Describes a target; each parameter is the property of the same name.
    package init(
        kind: MediaKind,
        formats: [MediaFormat],
        maximumBytes: Int64? = nil,
        maximumWidth: Int? = nil,
        maximumHeight: Int? = nil
    ) {
        self.kind = kind
        self.formats = formats
        self.maximumBytes = maximumBytes
        self.maximumWidth = maximumWidth
        self.maximumHeight = maximumHeight
    }

    /// Takes the limits of an input; `nil` for one that is not a picture, a recording or a video.
    ///
    /// - Parameters:
    ///   - input: The declaration.
    ///   - conditional: More limits of the same input that apply to this request; the narrowest counts.
    package init?(_ input: InputDeclaration, and conditional: [InputDeclaration] = []) {
        guard let kind = input.type.mediaKind else { return nil }
        let all = [input] + conditional
        let listed = all.map(\.formats).filter { !$0.isEmpty }
        let formats = MediaFormat.allCases.filter { format in
            format.kind == kind && listed.allSatisfy { $0.contains(format) }
        }
        guard !formats.isEmpty else { return nil }
        self.init(
            kind: kind,
            formats: formats,
            maximumBytes: all.compactMap { $0.size?.greatestWhole }.min(),
            maximumWidth: all.compactMap { $0.width?.greatestWhole }.min(),
            maximumHeight: all.compactMap { $0.height?.greatestWhole }.min()
        )
    }

    /// Whether a file can be used as it is.
    ///
    /// - Parameters:
    ///   - info: What the file is.
    ///   - bytes: Its length.
    /// - Returns: False also for a picture that is stored turned or in the colors of printers, which services may show as
    ///   they are, and for sound whose length is unknown.
    package func accepts(_ info: MediaInfo, bytes: Int64) -> Bool {
        guard formats.contains(info.format), allows(bytes: bytes), info.orientation ?? 1 == 1, !info.isCMYK else {
            return false
        }
        if kind != .image, info.duration == nil { return false }
        return allows(width: info.width ?? 1, height: info.height ?? 1)
    }

    /// Whether a picture or video of this size is within the limits.
    func allows(width: Int, height: Int) -> Bool {
        width <= maximumWidth ?? .max && height <= maximumHeight ?? .max
    }

    /// Whether a file of this length is within the limits.
    func allows(bytes: Int64) -> Bool { bytes <= maximumBytes ?? .max }
}

extension Bounds where Value: FixedWidthInteger {
    /// The greatest whole number that is allowed; `nil` when there is no upper limit.
    fileprivate var greatestWhole: Value? {
        [max, below.map { $0 - 1 }].compactMap(\.self).min()
    }
}
