import Diagnostics

/// A text whose indentation contains tabs, as it reads once each of them is spaces.
///
/// libyaml gives up at the first tab in an indentation, which would hide everything after it.
struct SpacedText: Sendable {
    /// The text with spaces.
    let bytes: ArraySlice<UInt8>
    /// By the lines with tabs: the columns, from 0, at which the characters of their indentation are in `bytes`, and at which the rest begins.
    private let columns: [Int: [Int]]

    /// The lines with a tab in their indentation, from 1.
    var lines: some Collection<Int> { columns.keys }

    /// Replaces tabs.
    ///
    /// - Parameters:
    ///   - text: The text of the file.
    ///   - width: The distance of the author's tab stops in columns.
    init(_ text: ArraySlice<UInt8>, width: Int) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count + 1024)
        var columns: [Int: [Int]] = [:]
        var number = 0
        for line in text.split(separator: 0x0A, omittingEmptySubsequences: false) {
            number += 1
            if number > 1 { bytes.append(0x0A) }
            let indentation = Self.indentation(of: line)
            guard indentation.contains(0x09) else {
                bytes += line
                continue
            }
            var places: [Int] = []
            var column = 0
            for byte in indentation {
                places.append(column)
                let next = byte == 0x09 ? (column / width + 1) * width : column + 1
                if byte == 0x09 { bytes += repeatElement(0x20, count: next - column) } else { bytes.append(byte) }
                column = next
            }
            bytes += line.dropFirst(indentation.count)
            columns[number] = places + [column]
        }
        self.bytes = bytes[...]
        self.columns = columns
    }

    /// Blanks and the dashes of list items.
    private static func indentation(of line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var end = line.startIndex
        while end < line.endIndex {
            let next = line.index(after: end)
            let isDash = line[end] == UInt8(ascii: "-") && next < line.endIndex && [0x20, 0x09].contains(line[next])
            guard [0x20, 0x09].contains(line[end]) || isDash else { break }
            end = next
        }
        return line[..<end]
    }

    /// Finds a place of `bytes` in the file.
    ///
    /// - Parameters:
    ///   - column: The column, from 0.
    ///   - line: The line, from 1.
    /// - Returns: The column in the file, from 0.
    func column(inFile column: Int, line: Int) -> Int {
        guard let places = columns[line], let rest = places.last else { return column }
        if column >= rest { return column - rest + places.count - 1 }
        return max(0, (places.firstIndex { $0 > column } ?? 1) - 1)
    }
}
