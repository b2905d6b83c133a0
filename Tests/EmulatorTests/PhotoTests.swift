import FoundationEssentials
import Testing

@testable import Emulator
@testable import PictureSubjects

/// Subjects in photographs of people without a plain background, composed from the samples.
struct PhotoTests {
    /// A photograph of 480 pixels, and the middle of each face; masks have half its size.
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let filter: String
        let size: (width: Int, height: Int)
        let faces: [(x: Int, y: Int)]
    }

    private static let people = [
        Case(
            testDescription: "one person",
            filter: "scale=480:480",
            size: (480, 480),
            faces: [(208, 112)]
        ),
        Case(
            testDescription: "two people",
            filter: "split[a][b];[b]hflip[c];[a][c]hstack,scale=480:240",
            size: (480, 240),
            faces: [(104, 56), (376, 56)]
        ),
        Case(
            testDescription: "three people, the one in the middle in front",
            filter: "split=3[a][b][c];[a]scale=160:160,pad=160:240:0:80:0x334422[l];[b]scale=160:160,hflip,"
                + "pad=160:240:0:80:0x443322[r];[c]scale=240:240,crop=160:240:24:0[m];[l][m][r]hstack=3",
            size: (480, 240),
            faces: [(69, 117), (240, 56), (411, 117)]
        ),
    ]

    private func picture(_ row: Case) async throws -> Picture {
        let directory = try WorkDirectory()
        defer { directory.remove() }
        let source = directory.newPath("photo")
        try WorkDirectory.write(try LiveEmulator.sample("astronaut.jpg"), to: source)
        let ffmpeg = try await FFmpeg(environment: ProcessInfo.processInfo.environment)
        let rgb = try await ffmpeg.run(
            .ffmpeg,
            [
                "-i", source, "-filter_complex", row.filter, "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24",
                "pipe:1",
            ]
        )
        return try #require(Picture(rgb: rgb, width: row.size.width, height: row.size.height))
    }

    @Test(arguments: people)
    func `each person is a subject`(_ row: Case) async throws {
        let masks = SubjectFinder().subjects(in: try await picture(row))
        #expect(masks.count == row.faces.count)
        for face in row.faces {
            let owners = masks.filter { $0.bits[face.y / 2 * $0.width + face.x / 2] }
            #expect(owners.count == 1, "the face at \(face)")
        }
        #expect(masks.map(\.area) == masks.map(\.area).sorted(by: >))
        for (index, mask) in masks.enumerated() {
            #expect((mask.width, mask.height) == (row.size.width / 2, row.size.height / 2))
            for other in masks[..<index] {
                #expect(!zip(mask.bits, other.bits).contains { $0 && $1 })
            }
        }
    }

    @Test func `people who touch in front of a plain wall are separated by their faces`() async throws {
        let wall = Case(
            testDescription: "two people who touch",
            filter: "split[a][b];[a]crop=300:512:60:0[l];[b]crop=300:512:60:0,hflip[r];[l][r]hstack,"
                + "scale=240:205,pad=480:240:120:35:0xd0d0d0",
            size: (480, 240),
            faces: []
        )
        let masks = SubjectFinder().subjects(in: try await picture(wall))
        #expect(masks.count == 2)
        let middles = masks.compactMap(\.bounds).map { ($0.columns.lowerBound + $0.columns.upperBound) / 2 }.sorted()
        #expect(middles.first.map { $0 < 120 } == true && middles.last.map { $0 > 120 } == true)
    }

    @Test func `the table of the detector is read completely`() {
        #expect(FaceCascade.frontal.counts == (stages: 20, tests: 139))
    }
}
