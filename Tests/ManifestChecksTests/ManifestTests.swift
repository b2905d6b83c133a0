import ManifestChecks
import Media
import ModelManifest
import Testing

struct ManifestTests {
    private let machine = "resources: {gpu: {count: 0, vram: 0, type: none}, ram: 4}\n"

    private func decode(_ text: String) throws -> Manifest {
        let decoded = ManifestFile.decode(Array(text.utf8), path: "inf.yml")
        #expect(decoded.rendered() == "")
        return try #require(decoded.manifest)
    }

    private func everything() throws -> Manifest {
        let fixture = try #require(try Fixture.all(in: "ok").first { $0.name == "everything.yml" })
        return try decode(String(decoding: try fixture.bytes(), as: UTF8.self))
    }

    @Test func `the fields of the platform have their values`() throws {
        let manifest = try everything()
        #expect(manifest.fullName == "bytedance/omnihuman-1-5")
        #expect(manifest.title == "OmniHuman 1.5")
        #expect(manifest.description == "Makes a character in a picture speak, sing or shout: \"like this\".")
        #expect(manifest.category == "video")
        #expect(manifest.kernel == "swift-6")
        #expect(manifest.env == ["THREADS": "4", "MODE": "fast", "EMPTY": ""])
        #expect(manifest.secrets.map(\.key) == ["BYTEPLUS_ACCESS_KEY", "BYTEPLUS_SECRET_KEY", "EXTRA_TOKEN"])
        #expect(manifest.secrets.map(\.isOptional) == [false, false, true])
        #expect(manifest.credentials.map(\.slug) == ["google"])
        #expect(manifest.credentials.map(\.capabilities) == [["google.sheets"]])
        #expect(manifest.resources.gpuCount == 1)
        #expect(manifest.resources.gpuMemoryBytes == 24_000_000_000)
        #expect(manifest.resources.gpuType == "nvidia")
        #expect(manifest.resources.memoryBytes == 16 << 30)
        #expect(manifest.defaultFunction == "run")
        #expect(manifest.tags == ["avatar", "lip-sync"])
        #expect(manifest.images.card == "https://example.com/card.png")
        #expect(manifest.images.thumbnail == nil)
        #expect(manifest.sandbox?.capabilities == ["SYS_PTRACE"])
    }

    @Test func `inputs keep their order, types and constraints`() throws {
        let manifest = try everything()
        #expect(manifest.hasInputs)
        #expect(
            manifest.inputs.map(\.name) == [
                "image", "audio", "clip", "attachment", "mask_index", "prompt", "style", "strength", "scale",
                "output_resolution", "fast_mode",
            ]
        )
        let image = try #require(manifest.input("image"))
        #expect(image.type == .image)
        #expect(image.isRequired)
        #expect(image.formats == [.jpeg, .png])
        #expect(image.size == Bounds(min: 100, below: 5_000_000))
        #expect(image.width == Bounds(above: 15, below: 4096))
        let audio = try #require(manifest.input("audio"))
        #expect(audio.duration == Bounds(min: .milliseconds(500), max: .seconds(60), recommendedMax: .seconds(15)))
        #expect(audio.examples == [.string("hello.wav"), .string("https://example.com/hello.wav")])
        #expect(manifest.input("clip")?.size == Bounds(max: 1_500_000_000))
        #expect(manifest.input("clip")?.duration == Bounds(below: .seconds(3600)))
        #expect(manifest.input("prompt")?.length == Bounds(max: 300))
        #expect(manifest.input("style")?.allowedValues == [.string("calm"), .string("lively"), .string("1080")])
        #expect(manifest.input("strength")?.range == Bounds(max: 1, above: 0, recommendedMax: 0.8))
        #expect(manifest.input("scale")?.defaultValue == .number(1))
        #expect(manifest.input("output_resolution")?.deprecated == "Use 'scale'.")
        #expect(manifest.input("nothing") == nil)
    }

    @Test func `an input is required unless it says otherwise or has a default`() throws {
        let manifest = try everything()
        let optional = manifest.inputs.filter { !$0.isRequired }.map(\.name)
        #expect(
            optional == [
                "clip", "attachment", "mask_index", "prompt", "style", "strength", "scale", "output_resolution",
                "fast_mode",
            ]
        )
    }

    @Test func `outputs and the price have their values`() throws {
        let manifest = try everything()
        #expect(manifest.outputs.map(\.name) == ["video", "cover", "subjects"])
        #expect(manifest.outputs.first?.formats == [.mp4])
        #expect(manifest.outputs.first?.frameRate == 29.97)
        #expect(manifest.pricing == Pricing(usdPerOutputSecond: 0.12, usdPerRun: 0, durationFrom: "audio"))
    }

    @Test func `a platform manifest has no inputs at all`() throws {
        let manifest = try decode(
            "namespace: infsh\nname: chat\ndescription: Answers.\ncategory: chat\nkernel: python-3.11\n" + machine
        )
        #expect(!manifest.hasInputs)
        #expect(manifest.inputs.isEmpty)
        #expect(manifest.fullName == "infsh/chat")
    }

    @Test(
        arguments: [
            ("4", 4_000_000_000), ("255", 255_000_000_000), ("1000", 1_000_000_000), ("80000", 80_000_000_000),
            ("1000000000", 1_000_000_000), ("8589934592", 8_589_934_592), ("512MB", 512_000_000),
            ("4GiB", 4 << 30), ("\"4\"", 4_000_000_000),
        ] as [(String, Int64)]
    )
    func `a bare size of memory means gigabytes, megabytes or bytes by its magnitude`(_ text: String, _ bytes: Int64)
        throws
    {
        let manifest = try decode(
            "name: a\ndescription: b\ncategory: other\nkernel: swift-6\ninputs: {}\nresources: {gpu: {count: 1, vram: \(text)}}\n"
        )
        #expect(manifest.resources.gpuMemoryBytes == bytes)
    }

    @Test func `a missing description is an error that leaves the manifest usable`() {
        let decoded = ManifestFile.decode(Array("name: a\ninputs: {}\n".utf8), path: "inf.yml")
        #expect(decoded.hasErrors)
        #expect(decoded.manifest?.name == "a")
    }

    @Test func `accounts may be listed the old way`() throws {
        let text = """
            name: a
            description: b
            category: other
            kernel: swift-6
            inputs: {}
            credentials:
                - provider: acme
                  name: Acme
                - key: x.tweet.read
                  description: Reads.
                  optional: true

            """
        let manifest = try decode(text)
        #expect(manifest.credentials.map(\.slug) == ["acme", "x"])
        #expect(manifest.credentials.map(\.capabilities) == [[], ["x.tweet.read"]])
        #expect(manifest.credentials.map(\.isOptional) == [false, true])
    }
}
