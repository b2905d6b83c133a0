import Quantities
import Testing

struct DollarsTests {
    @Test(arguments: [
        (1.8, "$1.80"), (0, "$0.00"), (0.6912, "$0.6912"), (0.125, "$0.125"), (-2.5, "-$2.50"), (0.00004, "$0.00"),
        (1234.5, "$1234.50"), (.infinity, "$inf"), (0.1 + 0.2, "$0.30"),
    ])
    func `an amount has cents, and more decimals where they matter`(_ usd: Double, _ text: String) {
        #expect(Dollars.text(usd) == text)
    }

    @Test(arguments: [
        (0.6912, "$0.70"), (0.69, "$0.69"), (0.690001, "$0.70"), (0.6900000001, "$0.69"), (0.0001, "$0.01"),
        (0, "$0.00"),
        (-1, "$0.00"), (12, "$12.00"), (0.1 + 0.2, "$0.30"), (1e300, "$1000000000000.00"), (.nan, "$nan"),
    ])
    func `an estimate is rounded up to cents`(_ usd: Double, _ text: String) {
        #expect(Dollars.roundedUp(usd) == text)
    }

    @Test(arguments: [
        (0.12, "$0.12"), (0.0375, "$0.0375"), (5, "$5.00"), (0.00002, "$0.00002"), (0.0000025, "$0.0000025"),
        (0.123456, "$0.123456"), (1.5e-7, "$0.00000015"),
    ])
    func `the price of a unit keeps all decimals`(_ usd: Double, _ text: String) {
        #expect(Dollars.unitPrice(usd) == text)
    }

    @Test func `an amount for programs is rounded to a hundredth of a cent`() {
        #expect(Dollars.rounded(0.69124) == 0.6912)
        #expect(Dollars.rounded(0.69126) == 0.6913)
    }
}
