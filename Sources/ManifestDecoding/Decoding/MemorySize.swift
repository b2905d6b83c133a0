import Diagnostics
import Quantities
import YAML

/// A size under `resources`, where a bare number is in gigabytes, megabytes or bytes, depending on its magnitude.
struct MemorySize {
    private static let gigabyte: Int64 = 1_000_000_000

    /// The key and the value.
    let pair: Mapping.Pair
    /// The value as it is written.
    let scalar: Scalar
    /// What it means.
    let bytes: Int64
    /// Whose rules apply.
    let profile: Profile

    /// The unit of a bare number: gigabytes below 1000, megabytes below a billion, bytes otherwise.
    static func factor(_ number: Int64) -> Int64 {
        switch number {
        case ..<1000: gigabyte
        case ..<gigabyte: 1_000_000
        default: 1
        }
    }

    /// Reports a size that the platform cannot read, that no machine has, or that is zero.
    func check(_ findings: Findings) {
        let isInteger = if case .integer = scalar.resolved { true } else { false }
        if profile == .platform, !isInteger {
            reportExtension(findings)
        } else if bytes == 0, key == "ram" {
            ZeroMemory.report(at: pair.place, findings)
        } else if bytes > greatest || isBareMegabytes {
            reportDoubt(findings)
        }
    }

    private var key: String { pair.key.text }
    private var text: String { scalar.text }

    /// The largest memory of any machine that runs models, with room to grow: main memory, or that of one GPU.
    private var greatest: Int64 { key == "ram" ? 4400 * Self.gigabyte : 320 * Self.gigabyte }

    /// Whether a bare number means gigabytes but looks like megabytes: 256, 512, 768.
    private var isBareMegabytes: Bool {
        guard let number = Int64(text) else { return false }
        return number < 1000 && number >= 256 && key == "ram"
    }

    private func reportDoubt(_ findings: Findings) {
        let number = Int64(text)
        let meaning = UnitText.bytes(bytes)
        let meant = number.flatMap { Self.meant(by: $0) }
        let guess = meant.map { "; did you mean \($0.text)?" } ?? ", more than any machine has"
        findings.report(
            .doubtfulSize,
            number == nil
                ? "'\(key)' is \(meaning), more than any machine has"
                : "'\(key)' \(quotedNumber) means \(meaning)\(guess)",
            at: pair.place,
            help: number.map { help(for: $0, meant) } ?? "write the most that the model needs"
        )
    }

    private var quotedNumber: String { printable(text) }

    /// The size that a number was probably meant to be, in another unit.
    private static func meant(by number: Int64) -> (bytes: Int64, text: String)? {
        let megabytes = number.multipliedReportingOverflow(by: 1_000_000)
        if number < 1000 { return (megabytes.partialValue, "\(number)MB") }
        if number < gigabyte, number >= 64 << 20 {
            return (number, UnitText.bytes(number))
        }
        if number < gigabyte, number >= 1 << 20, number % 1024 == 0 || number % 1_000_000 == 0 {
            let kilobyte: Int64 = number % 1000 == 0 ? 1000 : 1024
            return (number * kilobyte, UnitText.bytes(number * kilobyte))
        }
        return nil
    }

    private func help(for number: Int64, _ meant: (bytes: Int64, text: String)?) -> String {
        let unit =
            number < 1000
            ? "a bare number below 1000 means gigabytes"
            : number < Self.gigabyte
                ? "a bare number from 1000 to a billion means megabytes" : "a number this large means bytes"
        guard let meant else { return "\(unit); write the most that the model needs, such as 4 for 4GB" }
        let sure = bytes <= greatest ? "; if \(UnitText.bytes(bytes)) is right, write \(certain(bytes))" : ""
        if profile == .runner { return "\(unit); write \(meant.text)\(sure)" }
        if meant.bytes < Self.gigabyte { return "\(unit), so the smallest size is 1, which is 1GB\(sure)" }
        return "\(unit); write \(Self.bare(meant.bytes))\(sure)"
    }

    /// The size in an unambiguous form.
    private func certain(_ size: Int64) -> String {
        profile == .runner ? UnitText.bytes(size) : Self.bare(size)
    }

    /// The bare number that means a size of at least a gigabyte.
    private static func bare(_ size: Int64) -> String {
        size % 1_000_000 == 0 && size / 1_000_000 >= 1000 && size / 1_000_000 < gigabyte
            ? String(size / 1_000_000) : String(size)
    }

    /// Reports a form that only this program reads: units, fractions and quotes.
    private func reportExtension(_ findings: Findings) {
        let what = scalar.style == .plain ? "a whole number without a unit" : "a number without quotes"
        let isWritable = bytes == 0 || bytes >= Self.gigabyte
        let bare = scalar.style != .plain && Int64(text) != nil ? text : bytes == 0 ? "0" : Self.bare(bytes)
        findings.report(
            .badUnit,
            "'\(key)' is \(quoted(text)), but the platform reads \(what)",
            at: pair.place,
            help: isWritable
                ? "write \(bare), which is the same size" : "the smallest size that can be written is 1, which is 1GB",
            fix: isWritable ? pair.value.fix(writing: bare) : nil
        )
    }
}
