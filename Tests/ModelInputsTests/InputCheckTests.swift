import Foundation
import InferenceKit
import ManifestChecks
import ModelManifest
import TestSupport
import Testing

@testable import ModelInputs

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
        let png = png(width: 600, height: 4000)
        let path = try folder.write("big.jpg", png + [UInt8](repeating: 0, count: 200_000))
        #expect(
            violations(["image=\(path)"]) == [
                "image: '\(path)' is 200.09 kB; the limit is under 100 kB",
                "image: '\(path)' is 600 pixels wide; the limit is under 600 pixels",
                "image: '\(path)' is 4000 pixels high; the limit is under 600 pixels",
            ]
        )
    }

    @Test func `a PNG named jpg is accepted`() throws {
        let folder = try TestFolder()
        let path = try folder.write("really.jpg", png(width: 599, height: 10))
        #expect(try check(["image=@\(path)"]).values["image"]?["format"] == "png")
    }

    @Test func `what is no file of the wanted kind is told by its bytes`() throws {
        let folder = try TestFolder()
        let gif = try folder.write("face.jpg", "GIF89a and more bytes of a picture")
        let empty = try folder.write("empty.jpg", "")
        let cut = try folder.write("cut.jpg", [0xFF, 0xD8, 0xFF])
        #expect(
            violations(["image=\(gif)"]) == [
                "image: '\(gif)' is a GIF image; this model takes JPEG or PNG"
            ]
        )
        #expect(violations(["image=\(empty)"]) == ["image: '\(empty)' is empty"])
        #expect(violations(["image=\(folder.path)"]) == ["image: '\(folder.path)' is a directory"])
        #expect(violations(["image=\(cut)"]).first?.hasPrefix("image: '\(cut)' is cut short") == true)
        #expect(
            violations(["image=\(Project.sample("hello.wav"))"]).contains {
                $0.hasSuffix("is a WAV file; this model takes JPEG or PNG")
            }
        )
    }

    @Test func `a recommendation warns and a limit refuses`() throws {
        let checked = try check([portrait, "audio=\(Project.sample("hello.wav"))"])
        #expect(
            checked.warnings == [
                "input 'audio': '\(Project.sample("hello.wav"))' is 5.707 s long; at most 3 s is recommended"
            ]
        )
        #expect(checked.seconds(of: "audio").map { abs($0 - 5.71) < 0.02 } == true)
    }

    @Test func `a local file without a place for it is refused`() {
        let found = violations([portrait], reach: .init(stagesFiles: false, allowsLoopback: false))
        #expect(found.count == 1)
        #expect(found.first?.hasSuffix("is a local file, which the service cannot fetch") == true)
    }

    @Test func `a link is passed on with a warning that it was not checked`() throws {
        let checked = try check(
            ["image=https://a.test/face.jpg"],
            reach: .init(stagesFiles: false, allowsLoopback: false)
        )
        #expect(checked.values["image"] == ["name": "image", "url": "https://a.test/face.jpg"])
        #expect(checked.warnings == ["input 'image': the link was not checked; the service fetches it itself"])
    }

    @Test func `a text that looks like a path stays a text`() throws {
        #expect(try check([portrait, "note=/etc"]).values["note"] == "/etc")
        #expect(try check([portrait, "note=@@x"]).values["note"] == "@x")
        var sent = Self.staging
        sent.allowsPaths = false
        #expect(violations([portrait, "note=@x"]).first?.hasPrefix("note: there is no file") == true)
        #expect(violations(["note=@x"], reach: sent) == ["image: missing; the model needs an image"])
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

    @Test func `names that look the same are spelled out`() throws {
        let folder = try TestFolder()
        _ = try folder.write("caf\u{E9}.jpg", "x")
        _ = try folder.write("a\u{200B}b.jpg", "x")
        let composed = violationHelp("image=\(folder.path)/cafe\u{301}.jpg")
        #expect(composed?.contains("it is spelled 'caf\\u{E9}.jpg', and you wrote 'cafe\\u{301}.jpg'") == true)
        #expect(violationHelp("image=\(folder.path)/ab.jpg")?.contains("'a\\u{200B}b.jpg'") == true)
    }

    @Test func `a link to nothing is not suggested instead of itself`() throws {
        let folder = try TestFolder()
        let path = "\(folder.path)/face.jpg"
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "gone.jpg")
        #expect(violations(["image=\(path)"]) == ["image: '\(path)' is a link to 'gone.jpg', which does not exist"])
    }

    @Test(arguments: ["18446744073709551615", "-9223372036854775809", "99999999999999999999999"])
    func `a number that does not fit is too large, not something else`(number: String) {
        #expect(violations([portrait, "steps=\(number)"]) == ["steps: '\(number)' is too large"])
    }

    @Test func `a file link is a path, and a data link is explained`() throws {
        let path = Project.sample("astronaut.jpg")
        #expect(try check(["image=file://\(path)"]).values["image"]?["path"]?.string == path)
        #expect(try check(["image=FILE://localhost\(path)"]).values["image"]?["format"] == "jpeg")
        #expect(violations(["image=data:image/png;base64,AAAA"]) == ["image: a 'data:' link is not accepted"])
    }

    @Test func `the members of a JSON object can be in one named input`() throws {
        var given = GivenInputs()
        let json = #"{"input": {"image": "\#(Project.sample("astronaut.jpg"))", "steps": 3}}"#
        try given.add(json: Array(json.utf8), from: "it")
        #expect(given.names == ["image", "steps"])
        #expect(try InputCheck(#require(Self.manifest), reach: Self.staging).check(given).values["steps"] == 3)
    }

    @Test func `line feeds in values do not reach a message`() {
        let found = violations([portrait, "steps=1\n::error::x", "image\n=x", "mode=a\nb"])
        #expect(!found.isEmpty && found.allSatisfy { !$0.contains("\n") }, "\(found)")
    }

    @Test(arguments: [
        (
            "RIFF\u{0}\u{0}\u{0}\u{0}WEBP", "x.webp",
            "add --fit, or convert it: ffmpeg -i x.webp -vf 'scale=w='\\''min(iw,316)'\\'':h='\\''min(ih,316)'\\'':force_original_aspect_ratio=decrease' -q:v 3 x.jpg"
        ),
        (
            "\u{0}\u{0}\u{0}\u{18}ftypheic\u{0}\u{0}\u{0}\u{0}heicmif1", "x.heic",
            "add --fit, or convert it: heif-convert x.heic x.png && ffmpeg -i x.png -vf 'scale=w='\\''min(iw,316)'\\'':h='\\''min(ih,316)'\\'':force_original_aspect_ratio=decrease' -q:v 3 x.jpg"
        ),
        ("<svg xmlns='http://www.w3.org/2000/svg'/>", "x.svg", "convert it: rsvg-convert -o x.png x.svg"),
        ("<!doctype html>", "x.jpg", "use JPEG or PNG"), ("caffaaaaaaaaaaaaa", "x.caf", "use JPEG or PNG"),
    ])
    func `the help is the command that makes a file acceptable`(_ content: String, _ name: String, _ help: String)
        throws
    {
        let folder = try TestFolder()
        let path = try folder.write(name, content)
        let expected = help.replacing(" x.", with: " \(folder.path)/x.")
        #expect(violationHelp("image=\(path)") == expected)
    }

    private func violationHelp(_ argument: String) -> String? {
        do {
            _ = try check([argument])
            return nil
        } catch {
            return (error as? InputViolations)?.violations.first?.help
        }
    }

    private static func chunk(_ name: String, _ count: UInt8) -> [UInt8] {
        [0, 0, 0, count] + Array(name.utf8) + [UInt8](repeating: 0, count: Int(count) + 4)
    }

    private func png(width: UInt8Pair, height: UInt8Pair) -> [UInt8] {
        var chunk = Array("IHDR".utf8) + [0, 0] + width.bytes + [0, 0] + height.bytes + [8, 2, 0, 0, 0]
        let crc = crc32(chunk)
        chunk += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: crc >> $0) }
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + chunk + Self.chunk("IDAT", 32)
            + Self.chunk("IEND", 0)
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
