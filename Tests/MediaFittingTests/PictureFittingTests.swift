import Foundation
import Media
import MediaFitting
import TestSupport
import Testing

/// Pictures that an input refuses, or that a service may show turned, become ones that it accepts.
struct PictureFittingTests {
    private static let target = FitTarget(
        kind: .image,
        formats: [.jpeg, .png],
        maximumBytes: 4_999_999,
        maximumWidth: 4_095,
        maximumHeight: 4_095
    )
    private let scene: FittingScene

    init() throws {
        scene = try FittingScene()
    }

    /// The quarters of a picture that looks upright after it is turned as an orientation says.
    private static let undoing = [
        2: "hflip", 3: "hflip,vflip", 4: "vflip", 5: "transpose=cclock_flip", 6: "transpose=cclock",
        7: "transpose=clock_flip", 8: "transpose=clock",
    ]

    @Test(arguments: Array(2...8)) func `a picture that EXIF turns becomes upright in every format`(
        orientation: Int
    ) async throws {
        let (width, height) = orientation >= 5 ? (480, 640) : (640, 480)
        try await scene.drawQuarters("stored.png", filter: Self.undoing[orientation] ?? "")
        try await scene.ffmpeg("-i", "stored.png", "-q:v", "2", "stored.jpg")
        try await scene.ffmpeg("-i", "stored.png", "-q:v", "90", "stored.webp")
        try scene.turnJPEG("stored.jpg", orientation, to: "turned.jpg")
        try scene.turnPNG("stored.png", orientation, to: "turned.png")
        try scene.turnWebP("stored.webp", orientation, width: width, height: height, to: "turned.webp")
        let names = [
            "", "", "TopRight", "BottomRight", "BottomLeft", "LeftTop", "RightTop", "RightBottom", "LeftBottom",
        ]
        try await scene.make("convert", ["stored.png", "-orient", names[orientation], "turned.tiff"])
        for name in ["turned.jpg", "turned.png", "turned.webp", "turned.tiff"] {
            let fitted = try await scene.fit(name, to: Self.target)
            try await check(fitted, name, width: 640, height: 480)
            #expect(fitted.changes.contains(.turned(orientation: orientation)), "\(name): \(fitted.summary)")
        }
    }

    /// Makes a file: a program with its arguments after the picture `quarters.png`.
    struct Case: CustomTestStringConvertible, Sendable {
        var name: String
        var program = "ffmpeg"
        var arguments: [String] = []
        var testDescription: String { name }
    }

    private static let cases = [
        Case(name: "lossy.webp", arguments: ["-q:v", "80"]),
        Case(name: "lossless.webp", arguments: ["-lossless", "1"]),
        Case(name: "animation.gif", arguments: ["-vf", "loop=3:1,split[a][b];[a]palettegen[p];[b][p]paletteuse"]),
        Case(name: "plain.bmp"),
        Case(name: "plain.tiff"),
        Case(name: "deep.tiff", arguments: ["-pix_fmt", "rgb48le"]),
        Case(name: "plain.jp2"),
        Case(name: "plain.jxl"),
        Case(name: "plain.heic", program: "heif-enc"),
        Case(name: "plain.avif", program: "heif-enc", arguments: ["-A"]),
        Case(name: "cmyk.jpg", program: "convert", arguments: ["-colorspace", "CMYK"]),
        Case(name: "cmyk.tiff", program: "convert", arguments: ["-colorspace", "CMYK"]),
        Case(name: "small.ico", program: "convert", arguments: ["-resize", "64x48"]),
    ]

    @Test(arguments: cases) func `a picture of another format becomes one that is accepted`(_ file: Case) async throws {
        try await scene.drawQuarters("quarters.png")
        switch file.program {
        case "heif-enc": try await scene.make("heif-enc", file.arguments + ["quarters.png", "-o", file.name])
        case "convert": try await scene.make("convert", ["quarters.png"] + file.arguments + [file.name])
        default:
            try await scene.make("ffmpeg", ["-v", "error", "-y", "-i", "quarters.png"] + file.arguments + [file.name])
        }
        let fitted = try await scene.fit(file.name, to: Self.target)
        let (width, height) = file.name == "small.ico" ? (64, 48) : (640, 480)
        try await check(fitted, file.name, width: width, height: height)
    }

    struct Large: CustomTestStringConvertible, Sendable {
        var name: String
        var width: Int
        var height: Int
        var noise = 0
        var arguments: [String] = []
        var testDescription: String { name }
    }

    private static let large = [
        Large(name: "wide.jpg", width: 5_000, height: 3_750),
        Large(name: "wide.png", width: 6_000, height: 1_000),
        Large(name: "tall.png", width: 1_000, height: 6_000),
        Large(name: "tall.webp", width: 4_500, height: 6_000),
        Large(
            name: "heavy.jpg",
            width: 4_000,
            height: 3_000,
            noise: 100,
            arguments: ["-q:v", "1", "-pix_fmt", "yuvj444p"]
        ),
        Large(name: "heavy.png", width: 2_000, height: 1_500, noise: 60),
        Large(name: "deep.png", width: 1_600, height: 1_200, noise: 60, arguments: ["-pix_fmt", "rgb48be"]),
        Large(name: "heavy.webp", width: 3_000, height: 4_000, noise: 90, arguments: ["-q:v", "100"]),
        Large(name: "heavy.tiff", width: 3_000, height: 2_250, noise: 60),
        Large(name: "heavy.bmp", width: 2_400, height: 1_800, noise: 60),
        Large(name: "wide.bmp", width: 5_000, height: 1_250),
        Large(name: "wide.gif", width: 4_800, height: 1_200),
        Large(name: "wide.jp2", width: 4_400, height: 1_100),
        Large(name: "tall.tiff", width: 1_200, height: 4_800),
        Large(name: "square.webp", width: 4_200, height: 4_200),
    ]

    @Test(arguments: large) func `a picture that is too large is made smaller, and keeps its shape`(
        _ file: Large
    ) async throws {
        let filter = file.noise > 0 ? "noise=alls=\(file.noise):allf=u:all_seed=7" : "null"
        try await scene.drawQuarters("large.png", width: file.width, height: file.height, filter: filter)
        try await scene.make("ffmpeg", ["-v", "error", "-y", "-i", "large.png"] + file.arguments + [file.name])
        let fitted = try await scene.fit(file.name, to: Self.target)
        try await check(fitted, file.name, ratio: Double(file.width) / Double(file.height))
    }

    @Test func `a transparent picture is flattened only where the format needs it`() async throws {
        try await scene.drawQuarters("opaque.png")
        try await scene.ffmpeg(
            "-i",
            "opaque.png",
            "-vf",
            "format=rgba,colorkey=white:0.1:0",
            "-lossless",
            "1",
            "clear.webp"
        )
        let kept = try await scene.fit("clear.webp", to: Self.target)
        #expect(kept.path.hasSuffix(".png"))
        #expect(!kept.changes.contains(.flattened))
        let flat = try await scene.fit("clear.webp", to: FitTarget(kind: .image, formats: [.jpeg]))
        #expect(flat.changes.contains(.flattened))
        try await check(flat, "clear.webp", width: 640, height: 480)
    }

    @Test func `a damaged picture is refused rather than shown in part`() async throws {
        try await scene.drawQuarters("whole.png", filter: "noise=alls=60:allf=u")
        try await scene.ffmpeg("-i", "whole.png", "-q:v", "90", "whole.webp")
        let bytes = try scene.read("whole.webp")
        try scene.directory.write("cut.webp", Array(bytes[..<(bytes.count / 2)]))
        await #expect(throws: FitError.self) { try await scene.fit("cut.webp", to: Self.target) }
    }

    @Test func `a limit that no picture can meet is an error`() async throws {
        try await scene.drawQuarters("quarters.png", filter: "noise=alls=60:allf=u")
        let target = FitTarget(kind: .image, formats: [.jpeg], maximumBytes: 200)
        await #expect {
            try await scene.fit("quarters.png", to: target)
        } throws: { error in
            (error as? FitError)?.code == .tooStrict
        }
    }

    private func check(_ fitted: FittedFile, _ name: String, width: Int, height: Int) async throws {
        let info = try MediaProbe.probe(path: fitted.path)
        #expect(info.width == width && info.height == height, "\(name): \(info)")
        try await check(fitted, name, ratio: Double(width) / Double(height))
    }

    private func check(_ fitted: FittedFile, _ name: String, ratio: Double) async throws {
        let info = try MediaProbe.probe(path: fitted.path)
        let bytes = Int64(try scene.size(of: fitted.path))
        #expect(Self.target.accepts(info, bytes: bytes), "\(name): \(fitted.summary)")
        let found = Double(info.width ?? 0) / Double(info.height ?? 1)
        #expect(abs(found / ratio - 1) < 0.01, "\(name): \(fitted.summary)")
        #expect(try await scene.quarters(fitted.path) == "RGBW", "\(name): \(fitted.summary)")
    }
}
