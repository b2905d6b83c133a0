import InferenceKit
import ModelManifest
import TestSupport
import Testing

@testable import RunnerCore

struct InputCheckTests {
    private static let manifest: Manifest? = ManifestFile.decode(
        Array(
            """
            namespace: test
            name: all-inputs
            description: Every kind of input.
            category: other
            kernel: swift-6
            resources: {gpu: {count: 0, vram: 0, type: none}, ram: 1}
            inputs:
                image:
                    type: image
                    formats: [jpeg, png]
                    size: {below: 100kB}
                    width: {below: 600}
                    height: {below: 600}
                audio: {type: audio, required: false, duration: {max: 10s, recommended_max: 3s}}
                note: {type: string, required: false, length: {max: 5}}
                steps: {type: integer, default: 4, range: {min: 1, max: 9}}
                scale: {type: number, required: false, range: {above: 0}}
                fast: {type: boolean, required: false}
                mode: {type: string, required: false, enum: [still, lively]}
            outputs:
                text: {type: string}
            """.utf8
        ),
        path: "inf.yml"
    ).manifest

    private static let staging = InputCheck.Reach(stagesFiles: true, allowsLoopback: false)

    private func check(_ arguments: [String], reach: InputCheck.Reach = staging) throws -> CheckedInputs {
        var given = GivenInputs()
        for argument in arguments { try given.add(argument: argument) }
        return try InputCheck(#require(Self.manifest), reach: reach).check(given)
    }

    private func violations(_ arguments: [String], reach: InputCheck.Reach = staging) -> [String] {
        do {
            _ = try check(arguments, reach: reach)
            return []
        } catch let error as InputViolations {
            return error.violations.map { "\($0.input): \($0.message)" }
        } catch {
            return ["\(error)"]
        }
    }

    private let portrait = "image=\(Project.sample("astronaut.jpg"))"

    @Test func `accepted inputs arrive with their types and what was measured`() throws {
        let checked = try check([portrait, "note=hi", "scale=0.5", "fast=true", "mode=still"])
        #expect(checked.values["steps"] == 4)
        #expect(checked.values["scale"] == .double(0.5))
        #expect(checked.values["fast"] == true)
        #expect(checked.values["image"]?["format"] == "jpeg")
        #expect(checked.values["image"]?["width"] == 512)
        #expect(checked.values["image"]?["size_bytes"] == 64655)
        #expect(checked.values["audio"] == nil)
    }

    @Test func `all violations are told at once, unknown inputs last`() {
        let found = violations([
            "imgae=x.jpg", "steps=ten", "scale=0", "fast=yes", "mode=wild", "note=too long", "audio=/nowhere.wav",
        ])
        #expect(
            found == [
                "image: missing; the model needs an image",
                "audio: there is no file '/nowhere.wav'",
                "note: 8 characters is not allowed; it must be at most 5 characters",
                "steps: 'ten' is not an integer",
                "scale: 0 is not allowed; it must be above 0",
                "fast: 'yes' is not a boolean",
                "mode: wild is not allowed; it must be one of still, lively",
                "imgae: the model has no such input",
            ]
        )
    }

    @Test func `a misspelt input is guessed`() throws {
        let error = #expect(throws: InputViolations.self) { try check([portrait, "stpes=3"]) }
        #expect(error?.violations.first?.help.hasPrefix("did you mean 'steps'?") == true)
    }

    @Test func `each limit of a picture is held`() throws {
        let folder = try TestFolder()
        let png = pngHeader(width: 600, height: 4000)
        let path = try folder.write("big.jpg", png + [UInt8](repeating: 0, count: 200_000))
        #expect(
            violations(["image=\(path)"]) == [
                "image: '\(path)' has 200.03kB; allowed: below 100kB",
                "image: '\(path)' is as wide as 600 pixels; allowed: below 600 pixels",
                "image: '\(path)' is as tall as 4000 pixels; allowed: below 600 pixels",
            ]
        )
    }

    @Test func `a PNG named jpg is accepted`() throws {
        let folder = try TestFolder()
        let path = try folder.write("really.jpg", pngHeader(width: 599, height: 10))
        #expect(try check(["image=@\(path)"]).values["image"]?["format"] == "png")
    }

    @Test func `what is no file of the wanted kind is told by its bytes`() throws {
        let folder = try TestFolder()
        let gif = try folder.write("face.jpg", "GIF89a and more bytes of a picture")
        let empty = try folder.write("empty.jpg", "")
        let cut = try folder.write("cut.jpg", [0xFF, 0xD8, 0xFF])
        #expect(
            violations(["image=\(gif)"]) == [
                "image: '\(gif)' is not an image of an allowed format; its bytes are a GIF image"
            ]
        )
        #expect(violations(["image=\(empty)"]) == ["image: '\(empty)' is empty"])
        #expect(violations(["image=\(folder.path)"]) == ["image: '\(folder.path)' is a folder"])
        #expect(violations(["image=\(cut)"]).first?.hasPrefix("image: '\(cut)' ends too early") == true)
        #expect(
            violations(["image=\(Project.sample("hello.wav"))"]).contains {
                $0.hasSuffix("holds WAV data; allowed: JPEG, PNG")
            }
        )
    }

    @Test func `a recommendation warns and a limit refuses`() throws {
        let checked = try check([portrait, "audio=\(Project.sample("hello.wav"))"])
        #expect(
            checked.warnings == [
                "input 'audio': '\(Project.sample("hello.wav"))' lasts 5.71s; at most 3s is recommended"
            ]
        )
        #expect(checked.seconds(of: "audio").map { abs($0 - 5.71) < 0.02 } == true)
    }

    @Test func `a local file without a place for it is refused`() {
        let found = violations([portrait], reach: .init(stagesFiles: false, allowsLoopback: false))
        #expect(found.count == 1)
        #expect(found.first?.hasSuffix("is a file on this machine, which the service cannot fetch") == true)
    }

    @Test func `a link is passed on with a warning that it was not checked`() throws {
        let checked = try check(
            ["image=https://a.test/face.jpg"],
            reach: .init(stagesFiles: false, allowsLoopback: false)
        )
        #expect(checked.values["image"] == ["name": "image", "url": "https://a.test/face.jpg"])
        #expect(checked.warnings == ["input 'image': the link was not checked; the service fetches it by itself"])
    }

    @Test func `a text that looks like a path stays a text`() throws {
        #expect(try check([portrait, "note=/etc"]).values["note"] == "/etc")
        #expect(try check([portrait, "note=@x"]).values["note"] == "@x")
    }

    @Test func `JSON inputs have types of their own`() throws {
        var given = GivenInputs()
        try given.add(
            json: Array(#"{"image":"\#(Project.sample("astronaut.jpg"))","steps":"5","note":null,"fast":1}"#.utf8),
            from: "it"
        )
        let manifest = try #require(Self.manifest)
        let error = #expect(throws: InputViolations.self) { try InputCheck(manifest, reach: Self.staging).check(given) }
        #expect(error?.violations.map(\.message) == [#"'"5"' is not an integer"#, "'1' is not a boolean"])
    }

    private func pngHeader(width: UInt8Pair, height: UInt8Pair) -> [UInt8] {
        var chunk = Array("IHDR".utf8) + [0, 0] + width.bytes + [0, 0] + height.bytes + [8, 2, 0, 0, 0]
        let crc = crc32(chunk)
        chunk += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: crc >> $0) }
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + chunk
    }
}

/// A number below 65,536 as two bytes.
struct UInt8Pair: ExpressibleByIntegerLiteral {
    let bytes: [UInt8]

    init(integerLiteral value: UInt16) {
        bytes = [UInt8(value >> 8), UInt8(truncatingIfNeeded: value)]
    }
}

private func crc32(_ bytes: [UInt8]) -> UInt32 {
    var crc = UInt32.max
    for byte in bytes {
        crc ^= UInt32(byte)
        for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
}
