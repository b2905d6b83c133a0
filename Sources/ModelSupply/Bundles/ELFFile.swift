internal import FoundationEssentials

/// What a program or a shared library needs of the system's loader; 64 bits, little-endian.
///
/// See <https://refspecs.linuxfoundation.org/elf/gabi4+/ch5.dynamic.html>.
struct ELFFile: Sendable {
    /// The shared libraries that it needs, in order.
    private(set) var neededLibraries: [String] = []
    /// The directories in which the loader looks for them first, separated by `:`; `nil` if there are none.
    private(set) var runpath: String?
    /// The whole file.
    private(set) var bytes: [UInt8]
    /// The offset of the run path's text.
    private var runpathOffset: Int?

    /// Reads a file.
    ///
    /// Gives `nil` for other files and damaged ones.
    ///
    /// - Parameter bytes: The whole file.
    init?(_ bytes: [UInt8]) {
        self.bytes = bytes
        guard bytes.starts(with: [0x7F, UInt8(ascii: "E"), UInt8(ascii: "L"), UInt8(ascii: "F"), 2, 1]),
            let segments = segments(), let dynamic = segments.first(where: { $0.kind == Segment.dynamic })
        else { return nil }
        var entries: [(tag: Int, value: Int)] = []
        for offset in stride(from: dynamic.offset, to: dynamic.offset + dynamic.size - 15, by: 16) {
            guard let tag = number(at: offset, size: 8), let value = number(at: offset + 8, size: 8) else { return nil }
            if tag == 0 { break }
            entries.append((tag, value))
        }
        guard let address = entries.first(where: { $0.tag == Tag.stringTable })?.value,
            let load = segments.first(where: { $0.kind == Segment.load && $0.addresses.contains(address) })
        else { return nil }
        let table = load.offset + (address - load.addresses.lowerBound)
        for entry in entries where [Tag.needed, Tag.rpath, Tag.runpath].contains(entry.tag) {
            let offset = table.addingReportingOverflow(entry.value)
            guard !offset.overflow, let text = text(at: offset.partialValue) else { return nil }
            if entry.tag == Tag.needed {
                neededLibraries.append(text)
            } else {
                runpath = text
                runpathOffset = offset.partialValue
            }
        }
    }

    /// Reads a file from disk.
    ///
    /// Gives `nil` for unreadable, other, and damaged files.
    ///
    /// - Parameter path: The file.
    init?(path: String) {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        self.init([UInt8](data))
    }

    /// Replaces the run path.
    ///
    /// - Parameter path: Directories separated by `:`.
    /// - Returns: Whether there was one, and it was long enough.
    mutating func replaceRunpath(with path: String) -> Bool {
        guard let runpath, let runpathOffset, path.utf8.count <= runpath.utf8.count else { return false }
        let padded = Array(path.utf8) + Array(repeating: 0, count: runpath.utf8.count - path.utf8.count)
        bytes.replaceSubrange(runpathOffset..<runpathOffset + padded.count, with: padded)
        self.runpath = path
        return true
    }
}

// MARK: - Reading

extension ELFFile {
    private enum Tag {
        static let needed = 1
        static let stringTable = 5
        static let rpath = 15
        static let runpath = 29
    }

    private struct Segment {
        static let load = 1
        static let dynamic = 2

        var kind: Int
        var offset: Int
        var size: Int
        var addresses: Range<Int>
    }

    private func segments() -> [Segment]? {
        guard let table = number(at: 32, size: 8), let size = number(at: 54, size: 2),
            let count = number(at: 56, size: 2), size >= 56, table <= bytes.count
        else { return nil }
        var segments: [Segment] = []
        for index in 0..<count {
            let start = table + index * size
            guard let kind = number(at: start, size: 4), let offset = number(at: start + 8, size: 8),
                let address = number(at: start + 16, size: 8), let length = number(at: start + 32, size: 8),
                offset <= bytes.count, length <= bytes.count - offset, !address.addingReportingOverflow(length).overflow
            else { return nil }
            segments.append(
                Segment(kind: kind, offset: offset, size: length, addresses: address..<address + length)
            )
        }
        return segments
    }

    /// A number of this many bytes; `nil` outside the file, and if it is too large for an offset.
    private func number(at offset: Int, size: Int) -> Int? {
        guard offset >= 0, offset <= bytes.count - size else { return nil }
        let value = (0..<size).reduce(UInt64(0)) { $0 | UInt64(bytes[offset + $1]) << UInt64(8 * $1) }
        return Int(exactly: value)
    }

    /// A text that ends with a zero byte.
    private func text(at offset: Int) -> String? {
        guard bytes.indices.contains(offset), let end = bytes[offset...].firstIndex(of: 0) else { return nil }
        return String(decoding: bytes[offset..<end], as: UTF8.self)
    }
}
