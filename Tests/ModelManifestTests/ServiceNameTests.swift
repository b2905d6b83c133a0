import Testing

@testable import ModelManifest

struct ServiceNameTests {
    @Test(arguments: [("vision", true), ("ark", true), ("greetings", true), ("elsewhere", false)])
    func `models of an emulated service are offered the emulator`(_ name: String, isEmulated: Bool) throws {
        #expect(try #require(ServiceName(name)).isEmulated == isEmulated)
    }
}
