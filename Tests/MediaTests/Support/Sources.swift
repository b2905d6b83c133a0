import Media

/// Counts what is read from another source.
final class CountingSource: ByteSource {
    private let source: any ByteSource
    private(set) var reads = 0
    private(set) var bytesRead: Int64 = 0

    init(_ source: any ByteSource) {
        self.source = source
    }

    var byteCount: Int64 { source.byteCount }

    func read(at offset: Int64, count: Int) throws(MediaError) -> [UInt8] {
        reads += 1
        let bytes = try source.read(at: offset, count: count)
        bytesRead += Int64(bytes.count)
        return bytes
    }
}

/// A large file that is not there: a start, a pattern again and again, and an end.
struct VirtualSource: ByteSource {
    var start: [UInt8] = []
    var pattern: [UInt8] = [0]
    var repetitions: Int64 = 0
    var end: [UInt8] = []

    private var endOffset: Int64 { Int64(start.count) + Int64(pattern.count) * repetitions }

    var byteCount: Int64 { endOffset + Int64(end.count) }

    func read(at offset: Int64, count: Int) throws(MediaError) -> [UInt8] {
        let last = min(byteCount, offset + Int64(count))
        return (offset..<max(offset, last)).map { position in
            if position < start.count { return start[Int(position)] }
            if position >= endOffset { return end[Int(position - endOffset)] }
            return pattern[Int((position - Int64(start.count)) % Int64(pattern.count))]
        }
    }
}

/// A file of which only the beginning can be read, as with links.
struct BeginningSource: ByteSource {
    private let bytes: [UInt8]
    private let readable: Int

    init(_ bytes: [UInt8], readable: Int) {
        self.bytes = bytes
        self.readable = readable
    }

    var byteCount: Int64 { Int64(bytes.count) }

    func read(at offset: Int64, count: Int) throws(MediaError) -> [UInt8] {
        guard offset < Int64(readable) else { throw MediaError(.unreadable, "only the beginning is here") }
        return Array(bytes[Int(offset)..<min(readable, Int(offset) + count)])
    }
}

/// A file that was cut, or in which a few bytes were overwritten.
struct DamagedSource: ByteSource {
    let bytes: [UInt8]
    var byteCount: Int64
    var patchOffset = 0
    var patch: [UInt8] = []

    init(_ bytes: [UInt8], cutAt count: Int? = nil) {
        self.bytes = bytes
        byteCount = Int64(count ?? bytes.count)
    }

    func read(at offset: Int64, count: Int) throws(MediaError) -> [UInt8] {
        let first = Int(min(offset, byteCount))
        var result = Array(bytes[first..<min(first + count, Int(byteCount))])
        for (index, byte) in patch.enumerated() where result.indices.contains(patchOffset + index - first) {
            result[patchOffset + index - first] = byte
        }
        return result
    }
}

/// Measures bytes in memory.
func probe(_ bytes: [UInt8]) throws(MediaError) -> MediaInfo {
    try MediaProbe.probe(ArrayByteSource(bytes))
}
