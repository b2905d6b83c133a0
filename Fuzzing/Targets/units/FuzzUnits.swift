import Fuzzing
import Glibc

@testable import Quantities

/// Any text as a size or a length of time: what is read can be written and read again.
@main
enum FuzzUnits {
    static func main() {
        exit(fuzz { fuzzUnits($0, $1) })
    }
}

private func fuzzUnits(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = String(decoding: Array(fuzzed: start, count), as: UTF8.self)
    for quantity in [UnitScalar.Quantity.bytes, .time] {
        guard let scalar = try? UnitScalar(text) else { continue }
        demand(text.hasPrefix(scalar.number) && text.hasSuffix(scalar.unit), "'\(text)' is split into other parts")
        if let value = try? scalar.value(quantity) {
            check(value, of: text, quantity)
            demand((try? scalar.value(quantity, bareFactor: 7)) == value, "a unit does not outdo the bare factor")
        } else if let value = try? scalar.value(quantity, bareFactor: 1) {
            check(value, of: text, quantity)
        }
    }
    return 0
}

private func check(_ value: Int64, of text: String, _ quantity: UnitScalar.Quantity) {
    demand(value >= 0, "'\(text)' is \(value)")
    for unit in quantity.units where value % unit.factor == 0 {
        let written = "\(value / unit.factor)\(unit.name)"
        // More digits than a manifest may have.
        guard written.utf8.count - unit.name.utf8.count <= 18 else { continue }
        demand(read(written, quantity) == value, "'\(text)' is \(value), and '\(written)' is not")
    }
    let shown = quantity == .bytes ? UnitText.bytes(value) : UnitText.duration(.milliseconds(value))
    guard let again = read(shown, quantity) else {
        // Decimals that are rounded away from whole bytes or milliseconds, and numbers too long for any manifest.
        demand(shown.contains(".") || shown.utf8.count > 18, "'\(text)' is shown as '\(shown)', which cannot be read")
        return
    }
    let difference = value > again ? value - again : again - value
    demand(difference <= max(value / 150, 5), "'\(text)' is shown as '\(shown)', which is \(again) and not \(value)")
}

private func read(_ text: String, _ quantity: UnitScalar.Quantity) -> Int64? {
    try? UnitScalar(text).value(quantity)
}
