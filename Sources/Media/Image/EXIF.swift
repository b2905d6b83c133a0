/// The orientation in the EXIF data of a picture.
///
/// See <https://www.cipa.jp/std/documents/download_e.html?CIPA_DC-008-2024-E>, section 4.6.5.
enum EXIF {
    /// How an APP1 segment with EXIF data starts.
    static let name: [UInt8] = [0x45, 0x78, 0x69, 0x66, 0, 0]  // "Exif"

    /// How many bytes of the data are examined; the orientation is among the first entries.
    static let examinedBytes = 4096

    /// Reads the orientation.
    ///
    /// - Parameter data: A TIFF header and the first directory.
    /// - Returns: 1 for a picture that is shown as it is stored, up to 8; `nil` if the data does not say.
    static func orientation(_ data: ArraySlice<UInt8>) -> Int? {
        let bytes = Array(data)
        guard bytes.count >= 8 else { return nil }
        let isLittle = bytes.starts(with: [0x49, 0x49, 0x2A, 0])
        guard isLittle || bytes.starts(with: [0x4D, 0x4D, 0, 0x2A]) else { return nil }
        func number(_ offset: Int, _ count: Int) -> Int? {
            guard offset >= 0, offset + count <= bytes.count else { return nil }
            let digits = bytes[offset..<offset + count]
            return (isLittle ? Array(digits.reversed()) : Array(digits)).reduce(0) { $0 << 8 | Int($1) }
        }
        guard let directory = number(4, 4), let entries = number(directory, 2) else { return nil }
        for entry in 0..<entries {
            let offset = directory + 2 + 12 * entry
            guard let tag = number(offset, 2) else { return nil }
            guard tag == 0x0112 else { continue }
            return number(offset + 8, 2).flatMap { (1...8).contains($0) ? $0 : nil }
        }
        return nil
    }
}
