internal import Glibc

/// Checks whether a downloaded file is a complete MP4; ISO/IEC 14496-12 §4.2.
///
/// A truncated file can still be measured when its `moov` box comes first, so that its measures prove nothing.
package enum MP4File {
    /// Follows the boxes of the top level to the end of the file.
    ///
    /// - Parameter path: The file.
    /// - Returns: Why it is not a complete MP4, one phrase; `nil` for a complete one.
    package static func problem(ofFileAt path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "it cannot be read: \(String(cString: strerror(errno)))" }
        defer { close(descriptor) }
        return problem(ofOpenFile: descriptor)
    }

    /// Follows the boxes of the top level of an open file.
    ///
    /// - Parameter descriptor: The file, whose position does not change.
    /// - Returns: Why it is not a complete MP4, one phrase; `nil` for a complete one.
    package static func problem(ofOpenFile descriptor: Int32) -> String? {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return "it cannot be read" }
        let end = Int64(status.st_size)
        var types: Set<String> = []
        var offset: Int64 = 0
        // More boxes than any real file has at its top level, so that a hostile one takes no time.
        for _ in 0..<100_000 where offset < end {
            guard let box = Box(descriptor, at: offset) else { return "it ends in the middle of a box" }
            guard offset > 0 || box.type == "ftyp" else { return "it does not begin as an MP4 does" }
            types.insert(box.type)
            if box.size == 0 { break }
            let (next, overflow) = offset.addingReportingOverflow(box.size)
            guard box.size >= 8, !overflow else { return "it contains a box with an invalid size" }
            guard next <= end else { return "\(next - end) bytes are missing at its end" }
            offset = next
        }
        if types.isEmpty { return "it is empty" }
        return types.contains("moov") ? nil : "it has no 'moov' box"
    }

    private struct Box {
        /// The length with the header; 0 for one that goes to the end of the file.
        let size: Int64
        let type: String

        init?(_ descriptor: Int32, at offset: Int64) {
            var header = [UInt8](repeating: 0, count: 16)
            let count = pread(descriptor, &header, header.count, off_t(offset))
            guard count >= 8 else { return nil }
            let short = header[0..<4].reduce(Int64(0)) { $0 << 8 | Int64($1) }
            guard short != 1 || count == 16 else { return nil }
            let long = header[8..<16].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            size = short == 1 ? Int64(clamping: long) : short
            type = String(decoding: header[4..<8], as: UTF8.self)
        }
    }
}
