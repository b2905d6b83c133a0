import FoundationEssentials
import ManifestChecks
import Media
import ModelManifest
import Testing

/// The manifests of the models in this repository.
struct ModelsTests {
    private static let vision = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "vision")

    private func manifest(_ directory: String) throws -> Manifest {
        let decoded = ManifestFile.read(path: Self.vision.appending(path: "\(directory)/inf.yml").path)
        #expect(decoded.rendered() == "")
        return try #require(decoded.manifest)
    }

    @Test(arguments: ["omnihuman-1-0-quick", "omnihuman-1-5"])
    func `OmniHuman takes a picture below 5 MB and 4096 pixels and sound up to a minute`(_ directory: String) throws {
        let manifest = try manifest(directory)
        let image = try #require(manifest.input("image"))
        #expect(image.formats == [.jpeg, .png])
        #expect(image.size == Bounds(below: 5_000_000))
        #expect(image.width == Bounds(below: 4096))
        #expect(image.height == Bounds(below: 4096))
        let audio = try #require(manifest.input("audio"))
        #expect(audio.duration == Bounds(max: .seconds(60), recommendedMax: .seconds(15)))
        #expect(image.isRequired && audio.isRequired)
        #expect(manifest.outputs.map(\.frameRate) == [30])
        #expect(manifest.pricing == Pricing(usdPerOutputSecond: 0.12, durationFrom: "audio"))
        #expect(manifest.secrets.map(\.key) == ["BYTEPLUS_ACCESS_KEY", "BYTEPLUS_SECRET_KEY"])
        #expect(manifest.description.count <= 200)
    }

    @Test func `each model has its name and inputs`() throws {
        let first = try manifest("omnihuman-1-0-quick")
        #expect(first.fullName == "bytedance/omnihuman-1-0")
        #expect(first.inputs.map(\.name) == ["image", "audio"])
        let second = try manifest("omnihuman-1-5")
        #expect(second.fullName == "bytedance/omnihuman-1-5")
        #expect(
            second.inputs.map(\.name) == [
                "image", "audio", "mask_index", "prompt", "seed", "fast_mode", "output_resolution",
            ]
        )
        #expect(second.inputs.filter(\.isRequired).map(\.name) == ["image", "audio"])
        #expect(second.input("mask_index")?.range == Bounds(min: 0))
        #expect(second.input("output_resolution")?.allowedValues == [.integer(720), .integer(1080)])
    }
}
