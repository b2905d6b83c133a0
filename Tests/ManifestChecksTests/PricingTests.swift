import Foundation
import ManifestChecks
import TestSupport
import Testing

@testable import ModelManifest

struct PricingTests {
    @Test(arguments: [
        ("1 + 2 * 3", 7.0), ("(1 + 2) * 3", 9), ("floor(7 / 2)", 3), ("ceil(7/2)", 4), ("min(4, 2, 3)", 2),
        ("max(4, 2)", 4), ("10 - 2 - 3", 5), ("-2 + 3", 1), ("1_000 * 2.5", 2_500), ("a * b", 6), (" a ", 2),
    ])
    func `a formula is calculated`(_ text: String, _ value: Double) throws {
        let values = ["a": Formula.Quantity(2), "b": Formula.Quantity(3)]
        #expect(try Formula(text).value { values[$0] } == Formula.Quantity(value))
    }

    @Test(arguments: [
        ("", "it ends where a value is expected"), ("1 +", "it ends where a value is expected"),
        ("(1", "a ')' is missing"),
        ("1 2", "'2' is not expected after a value"), ("sqrt(4)", "there is no function 'sqrt'"),
        ("floor(1, 2)", "'floor' takes one value"), ("1..2", "'1..2' is not a number"),
        ("a $ b", "'$' is not expected"),
    ])
    func `what is no formula is refused`(_ text: String, _ message: String) {
        let error = #expect(throws: FormulaError.self) { try Formula(text) }
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test func `a deep formula is refused and not followed`() {
        #expect(throws: FormulaError.self) { try Formula(String(repeating: "(", count: 200) + "1") }
    }

    @Test(arguments: [("a - b", nil), ("b - a", 8.0), ("1 / b", nil), ("b / a", 5), ("max(a, b)", 10)])
    func `an upper bound stays one only where the result grows with it`(_ text: String, _ value: Double?) throws {
        let values = ["a": Formula.Quantity(2), "b": Formula.Quantity(10, isExact: false)]
        let result = try Formula(text).value { values[$0] }
        #expect(result?.value == value && result?.isExact != true)
    }

    // MARK: - The models

    /// The price of Seedance 1.5 Pro by the reference: tokens = floor(w·h·(24·seconds + 1) / 1024), $2.40 a million, half without
    /// sound, and half again for flex.
    @Test func `twenty and more combinations follow the formula of the reference`() throws {
        let pricing = try pricing(of: "seedance-1-5-pro")
        var count = 0
        for (resolution, size) in [("480p", (864, 496)), ("720p", (1_280, 720))] {
            for seconds in 4...12 {
                for hasSound in [true, false] {
                    for tier in ["default", "flex"] {
                        let tokens = size.0 * size.1 * (24 * seconds + 1) / 1_024
                        let usd = Double(tokens) * 2.4 / 1_000_000 * (hasSound ? 1 : 0.5) * (tier == "flex" ? 0.5 : 1)
                        let found = pricing.amount(
                            inputs: inputs(resolution, "16:9", seconds, hasSound, tier)
                        )
                        #expect(found.usd.map { abs($0 - usd) < 1e-12 } == true, "\(resolution) \(seconds) \(hasSound)")
                        count += 1
                    }
                }
            }
        }
        #expect(count == 72)
        // The measured numbers of the reference.
        #expect(pricing.amount(inputs: inputs("480p", "16:9", 5, true, "default")).usd == 50_638 * 2.4 / 1_000_000)
        #expect(pricing.amount(inputs: inputs("720p", "16:9", 5, true, "default")).usd == 108_900 * 2.4 / 1_000_000)
    }

    @Test(arguments: ["4:3", "1:1", "3:4", "9:16", "21:9", "adaptive"], ["480p", "720p", "1080p"])
    func `an unknown size is an unknown price with its upper bound`(_ ratio: String, _ resolution: String) throws {
        let pricing = try pricing(of: "seedance-1-5-pro")
        let found = pricing.amount(inputs: inputs(resolution, ratio, 5, true, "default"))
        guard case .unknown(let reason, let atMost?) = found else { throw CancellationError() }
        #expect(reason == "the size of such a video is not known")
        #expect(atMost >= 50_638 * 2.4 / 1_000_000 && atMost < 1)
    }

    @Test func `what the service reports counts in place of the formula`() throws {
        let pricing = try pricing(of: "seedance-1-5-pro")
        let found = pricing.amount(
            inputs: inputs("1080p", "1:1", -1, false, "default"),
            usage: Pricing.Usage(tokens: 100_000)
        )
        #expect(found == .exact(0.12))
        let images = try self.pricing(of: "seedream-4-5")
        let series: [String: ScalarValue] = ["series": .boolean(true), "max_images": .integer(5)]
        #expect(images.amount(inputs: ["series": .boolean(false)]) == .exact(0.04))
        let reason = "the model decides how many pictures a series has"
        #expect(images.amount(inputs: series) == .unknown(reason: reason, atMost: 0.2))
        #expect(images.amount(inputs: ["series": .boolean(true)]) == .unknown(reason: reason, atMost: 0.6))
        #expect(images.amount(inputs: series, usage: Pricing.Usage(images: 3)) == .exact(0.12))
    }

    private func inputs(
        _ resolution: String,
        _ ratio: String,
        _ seconds: Int,
        _ hasSound: Bool,
        _ tier: String
    ) -> [String: ScalarValue] {
        [
            "resolution": .string(resolution), "ratio": .string(ratio), "duration": .integer(seconds),
            "generate_audio": .boolean(hasSound), "service_tier": .string(tier),
        ]
    }

    private func pricing(of model: String) throws -> Pricing {
        let path = "\(Project.directory)/vision/\(model)/inf.yml"
        let decoded = ManifestFile.read(path: path)
        return try #require(decoded.manifest?.pricing)
    }
}
