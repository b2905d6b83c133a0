import Fuzzing
import Glibc
import Media

/// Any bytes as a file: what is told about it makes sense, or an error says what is wrong.
@main
enum FuzzMedia {
    static func main() {
        exit(fuzz { fuzzMedia($0, $1) })
    }
}

private func fuzzMedia(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    do throws(MediaError) {
        let info = try MediaProbe.probe(ArrayByteSource(Array(fuzzed: start, count)))
        demand(count > 0, "nothing is \(info)")
        demand(info.duration.map { $0 >= .zero } ?? true, "the duration is negative: \(info)")
        demand(info.width.map { $0 > 0 } ?? true, "the width is not positive: \(info)")
        demand(info.height.map { $0 > 0 } ?? true, "the height is not positive: \(info)")
        demand(info.frameRate.map { $0.isFinite && $0 > 0 } ?? true, "the frame rate is no number: \(info)")
    } catch {
        demand(!"\(error)".isEmpty, "an error says nothing")
    }
    return 0
}
