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

    @Test func `all violations are reported together, unknown inputs last`() {
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
        let directory = try TestDirectory()
        let png = png(width: 600, height: 4000)
        let path = try directory.write("big.jpg", png + [UInt8](repeating: 0, count: 200_000))
        #expect(
            violations(["image=\(path)"]) == [
                "image: '\(path)' is 200.09 kB; the limit is under 100 kB",
                "image: '\(path)' is 600 pixels wide; the limit is under 600 pixels",
                "image: '\(path)' is 4000 pixels high; the limit is under 600 pixels",
            ]
        )
    }

    @Test(arguments: [
        ("data:image/png;base64,aGk=", "hi"), ("DATA:;BASE64,aGk", "hi"), ("data:,a%20b", "a b"), ("data:,", ""),
        ("data:text/plain;base64,aG\n k%3D", "hi"), ("data:image/png;base64,_-4", "\u{FFFD}\u{FFFD}"),
    ])
    func `a data link holds its bytes`(link: String, text: String) throws {
        #expect(String(decoding: try DataLink(link).bytes, as: UTF8.self) == text)
    }

    @Test(arguments: [
        ("data:image/png;base64", "has no comma"), ("data:image/png;base64,a*b=", "is not base64"),
        ("data:;base64,aGk=aGk=", "is not base64"), ("data:,a%2", "has a '%' without two hexadecimal digits"),
        ("data:,a%zz", "has a '%' without two hexadecimal digits"),
    ])
    func `a data link that cannot be read says why`(link: String, reason: String) {
        let found = violations(["image=\(link)"])
        #expect(found.count == 1 && found[0].contains(reason), "\(found)")
    }

    @Test(arguments: [
        ("f\u{430}ce.jpg", "face.jpg"), ("cafe\u{301}.jpg", "caf\u{E9}.jpg"), ("a\u{200B}b.jpg", "ab.jpg"),
        ("my\u{A0}face.jpg", "my face.jpg"), ("x\u{2010}y.jpg", "x-y.jpg"), ("\u{FEFF}z.jpg", "z.jpg"),
    ])
    func `names that look the same show how they differ`(there: String, wanted: String) throws {
        let directory = try TestDirectory()
        try directory.write(there, "x")
        let help = try #require(violationHelp("image=\(directory.path)/\(wanted)"))
        #expect(help.contains(#"\u{"#), "\(help)")
        // Both spellings, distinguished.
        #expect(help.contains("spelled"), "\(help)")
    }

    @Test func `a home directory that the shell did not put in is named`() throws {
        let home = try #require(ProcessInfo.processInfo.environment["HOME"])
        let name = ".runner-test-\(UInt32.random(in: .min ... .max))"
        try "x".write(toFile: "\(home)/\(name)", atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: "\(home)/\(name)") }
        #expect(violationHelp("image=~/\(name)") == "the shell did not expand '~'; write \(home)/\(name)")
    }

    /// A WAVE file of 8 kHz, one channel and 8 bits, in linear samples or another coding.
    private func wave(tag: UInt8, bytes: Int) -> [UInt8] {
        let number = { (value: Int) in (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
        return Array("RIFF".utf8) + number(36 + bytes) + Array("WAVEfmt ".utf8) + number(16) + [tag, 0, 1, 0]
            + number(8_000) + number(8_000) + [1, 0, 8, 0] + Array("data".utf8) + number(bytes)
            + [UInt8](repeating: 7, count: bytes)
    }

    @Test func `a sound without samples, or of a length that cannot be known, is refused`() throws {
        let directory = try TestDirectory()
        let empty = try directory.write("empty.wav", wave(tag: 1, bytes: 0))
        #expect(violations([portrait, "audio=\(empty)"]) == ["audio: '\(empty)' has a length of 0 s"])
        let unknown = try directory.write("unknown.wav", wave(tag: 0x77, bytes: 8_000))
        #expect(
            violations([portrait, "audio=\(unknown)"]) == ["audio: the length of '\(unknown)' cannot be determined"]
        )
        let second = try directory.write("second.wav", wave(tag: 1, bytes: 8_000))
        #expect(violations([portrait, "audio=\(second)"]) == [])
    }

    @Test func `a sound that was cut is accepted with a warning`() throws {
        let directory = try TestDirectory()
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: Project.sample("hello.wav"))))
        let path = try directory.write("half.wav", Array(bytes.prefix(bytes.count / 3)))
        let warnings = try check([portrait, "audio=\(path)"]).warnings
        #expect(warnings.contains { $0.contains("seems to be cut short; the part that exists, 1.9") }, "\(warnings)")
    }

    @Test func `a PNG named jpg is accepted`() throws {
        let directory = try TestDirectory()
        let path = try directory.write("really.jpg", png(width: 599, height: 10))
        #expect(try check(["image=@\(path)"]).values["image"]?["format"] == "png")
    }

    @Test func `what is no file of the wanted kind is reported by its bytes`() throws {
        let directory = try TestDirectory()
        let gif = try directory.write("face.jpg", "GIF89a and more bytes of a picture")
        let empty = try directory.write("empty.jpg", "")
        let cut = try directory.write("cut.jpg", [0xFF, 0xD8, 0xFF])
        #expect(
            violations(["image=\(gif)"]) == [
                "image: '\(gif)' is a GIF image; this model takes JPEG or PNG"
            ]
        )
        #expect(violations(["image=\(empty)"]) == ["image: '\(empty)' is empty"])
        #expect(violations(["image=\(directory.path)"]) == ["image: '\(directory.path)' is a directory"])
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

    @Test func `a model without a service gets local files as they are`() throws {
        var reach = InputCheck.Reach(stagesFiles: false, allowsLoopback: false)
        reach.hasService = false
        #expect(try check([portrait], reach: reach).files.map(\.path) == [Project.sample("astronaut.jpg")])
        // The other rules apply all the same.
        #expect(
            violations(["image=\(Project.sample("hello.wav"))"], reach: reach).contains { $0.contains("is a WAV file") }
        )
        reach.allowsPaths = false
        #expect(violations([portrait], reach: reach).first?.hasSuffix("and paths are not accepted here") == true)
        let link = try check(["image=https://a.test/face.jpg"], reach: reach)
        #expect(link.warnings == ["input 'image': the link was not checked; the model fetches it itself"])
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
        let directory = try TestDirectory()
        _ = try directory.write("caf\u{E9}.jpg", "x")
        _ = try directory.write("a\u{200B}b.jpg", "x")
        let composed = violationHelp("image=\(directory.path)/cafe\u{301}.jpg")
        #expect(composed?.contains("it is spelled 'caf\\u{E9}.jpg', and you wrote 'cafe\\u{301}.jpg'") == true)
        #expect(violationHelp("image=\(directory.path)/ab.jpg")?.contains("'a\\u{200B}b.jpg'") == true)
    }

    @Test func `a link to nothing is not suggested instead of itself`() throws {
        let directory = try TestDirectory()
        let path = "\(directory.path)/face.jpg"
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "gone.jpg")
        #expect(violations(["image=\(path)"]) == ["image: '\(path)' is a link to 'gone.jpg', which does not exist"])
    }

    @Test(arguments: ["18446744073709551615", "-9223372036854775809", "99999999999999999999999"])
    func `a number that does not fit is too large, not something else`(number: String) {
        #expect(violations([portrait, "steps=\(number)"]) == ["steps: '\(number)' is too large"])
    }

    @Test func `a file link is a path`() throws {
        let path = Project.sample("astronaut.jpg")
        #expect(try check(["image=file://\(path)"]).values["image"]?["path"]?.string == path)
        #expect(try check(["image=FILE://localhost\(path)"]).values["image"]?["format"] == "jpeg")
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
        let directory = try TestDirectory()
        let path = try directory.write(name, content)
        let expected = help.replacing(" x.", with: " \(directory.path)/x.")
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
        let body = Array(name.utf8) + [UInt8](repeating: 0, count: Int(count))
        let crc = crc32(body)
        return [0, 0, 0, count] + body + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: crc >> $0) }
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
