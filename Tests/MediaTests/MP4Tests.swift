import Media
import Testing

struct MP4Tests {
    private typealias Bytes = MovieBytes

    private let picture = MovieBytes.track("vide", presented: 1200, ticks: 2000, runs: [(50, 40)])
    private let sound = MovieBytes.track("soun", id: 2, presented: 1260, ticks: 2100, runs: [(100, 21)], sample: "mp4a")

    private let expected = MediaInfo(
        format: .mp4,
        width: 640,
        height: 360,
        duration: .milliseconds(2100),
        frameRate: 25,
        hasVideo: true,
        hasAudio: true
    )

    @Test func `the movie box is found first, last, long or open`() throws {
        let moov = Bytes.moov(picture + sound)
        let body = Array(moov.dropFirst(8))
        let mdat = Bytes.box("mdat", .zeros(5000))
        for file in [
            Bytes.ftyp() + moov + mdat,
            Bytes.ftyp() + mdat + moov,
            Bytes.ftyp() + Bytes.longBox("mdat", .zeros(5000)) + Bytes.longBox("moov", body),
            Bytes.ftyp() + Bytes.box("free", []) + mdat + Bytes.openBox("moov", body),
            Bytes.ftyp() + moov + Bytes.openBox("mdat", .zeros(5000)),
            moov + mdat,
            Bytes.box("wide", []) + mdat + moov,
        ] {
            #expect(try probe(file) == expected)
        }
    }

    @Test func `numbers of 64 bits are read`() throws {
        func info(presented: UInt64 = 0, media: UInt64 = 0, movie: UInt64 = 0) throws -> MediaInfo {
            let track = Bytes.track("vide", presented: presented, ticks: media, isLong: true)
            return try probe(
                Bytes.ftyp() + Bytes.moov(track, ticksPerSecond: 90_000, ticks: movie, isLong: true)
            )
        }
        // Without samples, the headers are all there is; each is beyond 32 bits.
        #expect(try info(presented: 9_000_000_000, media: 9).duration == .seconds(100_000))
        #expect(try info(media: 9_000_000_000).duration == .seconds(9_000_000))
        #expect(try info(movie: 9_000_000_000).duration == .seconds(100_000))
        #expect(try info(presented: .max, media: .max, movie: .max).duration == nil)
        #expect(try info(presented: 9_000_000_000).width == 640)
        // With samples, they decide.
        let track = Bytes.track("vide", presented: 9_000_000_000, ticks: 9, runs: [(9, 1000)], isLong: true)
        let counted = try probe(Bytes.ftyp() + Bytes.moov(track, ticksPerSecond: 90_000, isLong: true))
        #expect(counted.duration == .seconds(9))
    }

    @Test func `a file with sound only is m4a whatever its brand, and one with a picture is mp4`() throws {
        for brand in ["isom", "mp42", "M4A ", "3gp4"] {
            let info = try probe(Bytes.ftyp(brand) + Bytes.moov(sound))
            #expect(info == MediaInfo(format: .m4a, duration: .milliseconds(2100)))
            #expect(try probe(Bytes.ftyp(brand) + Bytes.moov(sound + picture)).format == .mp4)
        }
    }

    @Test func `stills and tracks of other kinds are no video`() throws {
        let still = Bytes.track("vide", id: 3, presented: 600_000, sample: "jpeg")
        let text = Bytes.track("text", id: 4, presented: 600_000, sample: "tx3g")
        let info = try probe(Bytes.ftyp() + Bytes.moov(still + text + sound))
        #expect(info == MediaInfo(format: .m4a, duration: .milliseconds(2100)))
    }

    @Test func `the length is that of the samples, whatever the headers say`() throws {
        func duration(_ track: [UInt8], ticks: UInt64 = 0) throws -> Duration? {
            try probe(Bytes.ftyp() + Bytes.moov(track, ticks: ticks)).duration
        }
        #expect(try duration(Bytes.track("soun", presented: 6, ticks: 10, runs: [(50, 40)]), ticks: 6) == .seconds(2))
        // Without samples, the headers are all there is.
        #expect(try duration(Bytes.track("soun", presented: 600, ticks: 1023)) == .seconds(1))
        #expect(try duration(Bytes.track("soun", presented: 0xFFFF_FFFF, ticks: 1023)) == .milliseconds(1023))
        #expect(
            try duration(Bytes.track("soun", ticks: 0xFFFF_FFFF, runs: [(10, 100), (1, 3)])) == .milliseconds(1003)
        )
        #expect(try duration(Bytes.track("soun"), ticks: 300) == .milliseconds(500))
        #expect(try duration(Bytes.track("soun")) == nil)
    }

    @Test func `the stored size comes before the shown one`() throws {
        let unknown = Bytes.track("vide", ticks: 1000, size: (0, 0))
        #expect(try probe(Bytes.ftyp() + Bytes.moov(unknown)).width == 320)
    }

    @Test func `fragments are added up`() throws {
        let empty = Bytes.track("vide", id: 7)
        let trex = Bytes.box("trex", .zeros(4) + .big(UInt32(7)) + .big(UInt32(1)) + .big(UInt32(40)) + .zeros(8))
        let moov = Bytes.moov(empty + Bytes.box("mvex", trex))
        func moof(_ header: [UInt8], _ run: [UInt8]) -> [UInt8] {
            Bytes.box(
                "moof",
                Bytes.box("mfhd", .zeros(8)) + Bytes.box("traf", Bytes.box("tfhd", header) + Bytes.box("trun", run))
            )
                + Bytes.box("mdat", .zeros(100))
        }
        let byDefault = moof(.big(UInt32(0)) + .big(UInt32(7)), .big(UInt32(0)) + .big(UInt32(25)))
        let byFragment = moof(
            .big(UInt32(0x08)) + .big(UInt32(7)) + .big(UInt32(20)),
            .big(UInt32(0)) + .big(UInt32(50))
        )
        let each: [UInt8] = [UInt32(100), 0, 300, 0].flatMap { [UInt8].big($0) }
        let bySample = moof(
            .big(UInt32(0x01)) + .big(UInt32(7)) + .zeros(8),
            .big(UInt32(0x305)) + .big(UInt32(2)) + .zeros(8) + each
        )
        let other = moof(.big(UInt32(0x08)) + .big(UInt32(8)) + .big(UInt32(20)), .big(UInt32(0)) + .big(UInt32(50)))
        let info = try probe(Bytes.ftyp("iso5") + moov + byDefault + byFragment + bySample + other)
        #expect(info.duration == .milliseconds(1000 + 1000 + 400))
        #expect(info.frameRate == 77 / 2.4)
    }

    @Test func `the length that a fragmented file states is not believed`() throws {
        let trex = Bytes.box("trex", .zeros(4) + .big(UInt32(7)) + .big(UInt32(1)) + .big(UInt32(40)) + .zeros(8))
        let mehd = Bytes.box("mehd", .zeros(4) + .big(UInt32(6000)))
        let run = Bytes.box("tfhd", .zeros(4) + .big(UInt32(7))) + Bytes.box("trun", .zeros(4) + .big(UInt32(25)))
        let fragment = Bytes.box("moof", Bytes.box("traf", run)) + Bytes.box("mdat", .zeros(10_000))
        let start = Bytes.ftyp() + Bytes.moov(Bytes.track("vide", id: 7) + Bytes.box("mvex", mehd + trex))
        let source = CountingSource(VirtualSource(start: start, pattern: fragment, repetitions: 300))
        let info = try MediaProbe.probe(source)
        #expect(info.duration == .seconds(300))
        #expect(info.frameRate == 25)
        #expect(source.bytesRead < 2 << 20)
        #expect(throws: MediaError.self) { try probe(start + fragment + fragment.dropLast(1)) }
        // Ten seconds are stated: a file with fewer was cut, also between two fragments.
        let ten = (0..<10).flatMap { _ in fragment }
        #expect(try probe(start + ten).duration == .seconds(10))
        #expect(throws: MediaError(.truncated, "at byte \(start.count + ten.count / 2), before all of its fragments")) {
            try probe(start + ten.prefix(ten.count / 2))
        }
    }

    @Test func `a fragmented file that is cut anywhere but between fragments is refused`() throws {
        let trex = Bytes.box("trex", .zeros(4) + .big(UInt32(7)) + .big(UInt32(1)) + .big(UInt32(40)) + .zeros(8))
        let start = Bytes.ftyp("iso5") + Bytes.moov(Bytes.track("soun", id: 7) + Bytes.box("mvex", trex))
        // Sizes by the track's default in the fragment, and one for each sample.
        let byDefault =
            Bytes.box("tfhd", .big(UInt32(0x10)) + .big(UInt32(7)) + .big(UInt32(4)))
            + Bytes.box("trun", .zeros(4) + .big(UInt32(25)))
        let each: [UInt8] = (0..<25).flatMap { _ in [UInt8].big(UInt32(4)) }
        let bySample =
            Bytes.box("tfhd", .zeros(4) + .big(UInt32(7)))
            + Bytes.box("trun", .big(UInt32(0x200)) + .big(UInt32(25)) + each)
        for run in [byDefault, bySample] {
            let moof = Bytes.box("moof", Bytes.box("traf", run))
            let fragment = moof + Bytes.box("mdat", .zeros(100))
            let index = Bytes.box("mfra", .zeros(40))
            let file = start + fragment + fragment + index
            #expect(try probe(file).duration == .seconds(2))
            let ends = [start.count + fragment.count, start.count + 2 * fragment.count]
            for count in start.count + 1..<file.count where !ends.contains(count) {
                #expect(throws: MediaError.self, "\(count)") { try probe(Array(file.prefix(count))) }
            }
            #expect(ends.map { try? probe(Array(file.prefix($0))).duration } == [.seconds(1), .seconds(2)])
            // Bytes that are no box hide what was there.
            #expect(throws: MediaError.self) { try probe(start + fragment + [0, 0, 0, 2, 1, 2, 3, 4] + fragment) }
        }
    }

    @Test func `a fragmented file of which only the beginning can be read is not measured`() throws {
        let trex = Bytes.box("trex", .zeros(4) + .big(UInt32(7)) + .big(UInt32(1)) + .big(UInt32(40)) + .zeros(8))
        let start = Bytes.ftyp("iso5") + Bytes.moov(Bytes.track("soun", id: 7) + Bytes.box("mvex", trex))
        let run = Bytes.box("tfhd", .zeros(4) + .big(UInt32(7))) + Bytes.box("trun", .zeros(4) + .big(UInt32(25)))
        let fragment = Bytes.box("moof", Bytes.box("traf", run)) + Bytes.box("mdat", .zeros(100))
        let source = BeginningSource(start + fragment + fragment, readable: start.count + fragment.count)
        #expect(throws: MediaError(.unreadable, "only the beginning is here")) { try MediaProbe.probe(source) }
    }

    @Test func `an edit list decides which samples are shown`() throws {
        func duration(_ edits: [(UInt32, UInt32)]) throws -> Duration? {
            let entries = edits.flatMap { [UInt8].big($0.0) + .big($0.1) + .big(UInt32(0x10000)) }
            let list = Bytes.box("edts", Bytes.box("elst", .zeros(4) + .big(UInt32(edits.count)) + entries))
            var track = Bytes.track("soun", presented: 9, runs: [(50, 40)])
            track = Bytes.box("trak", Array(track.dropFirst(8)) + list)
            return try probe(Bytes.ftyp() + Bytes.moov(track)).duration
        }
        #expect(try duration([(1140, 100)]) == .milliseconds(1900))
        #expect(try duration([(6000, 0)]) == .seconds(2))
        #expect(try duration([(300, .max), (1200, 0)]) == .milliseconds(2500))
        #expect(try duration([(1200, 0), (1200, 0)]) == .seconds(4))
        #expect(try duration([(0, 0)]) == .seconds(2))
        #expect(try duration([]) == .seconds(2))
    }

    @Test func `a file without all of its media is cut short`() throws {
        func file(_ table: [UInt8], media: Int) throws -> MediaInfo {
            var track = Bytes.track("soun", runs: [(50, 40)], sample: "mp4a")
            let marker: [UInt8] = .text("stbl")
            let index = try #require(track.indices.first { track[$0...].starts(with: marker) })
            track.insert(contentsOf: table, at: index + 4)
            for (place, name) in [(index - 4, ""), (index - 12, "minf"), (0, "trak")] {
                let size = track[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } + table.count
                track.replaceSubrange(place..<place + 4, with: [UInt8].big(UInt32(size)))
                #expect(name.isEmpty || String(decoding: track[place + 4..<place + 8], as: UTF8.self) == name)
            }
            let mdia = try #require(track.indices.first { track[$0...].starts(with: "mdia".utf8) })
            let size = track[mdia - 4..<mdia].reduce(0) { $0 << 8 | Int($1) } + table.count
            track.replaceSubrange(mdia - 4..<mdia, with: [UInt8].big(UInt32(size)))
            return try probe(Bytes.ftyp() + Bytes.moov(track) + Bytes.box("mdat", .zeros(media)))
        }
        let sizes = Bytes.box("stsz", .zeros(4) + .big(UInt32(100)) + .big(UInt32(50)))
        #expect(try file(sizes, media: 5000).duration == .seconds(2))
        #expect(throws: MediaError.self) { try file(sizes, media: 4999) }
        #expect(throws: MediaError.self) { try file(sizes, media: 0) }
        let offsets = Bytes.box("stco", .zeros(4) + .big(UInt32(2)) + .big(UInt32(100)) + .big(UInt32(90_000)))
        #expect(throws: MediaError.self) { try file(offsets, media: 5000) }
        #expect(try file(offsets, media: 100_000).duration == .seconds(2))
        // Samples without a time of their own play, too.
        let more = Bytes.box("stsz", .zeros(4) + .big(UInt32(10)) + .big(UInt32(100)))
        #expect(try file(more, media: 5000).duration == .seconds(4))
    }

    @Test(arguments: ["enca", "drms", "encv", "drmi"])
    func `encrypted media is refused`(name: String) {
        let track = Bytes.track("soun", runs: [(50, 40)], sample: name)
        #expect(throws: MediaError(.encrypted, "its MP4 file is encrypted")) {
            try probe(Bytes.ftyp() + Bytes.moov(track))
        }
    }

    @Test func `ten gigabytes of media cost no reads`() throws {
        let mdat: [UInt8] = .big(UInt32(1)) + .text("mdat") + .big(UInt64(10_000_000_016))
        let start = Bytes.ftyp() + mdat
        let end = Bytes.moov(picture + sound)
        let source = CountingSource(VirtualSource(start: start, repetitions: 10_000_000_000, end: end))
        #expect(try MediaProbe.probe(source) == expected)
        #expect(source.reads <= 3)
    }

    @Test func `pictures and movies in the same container are named`() {
        let cases = [
            (Bytes.ftyp("heic", "mif1"), "a HEIC image"), (Bytes.ftyp("mif1", "heic"), "a HEIC image"),
            (Bytes.ftyp("avif", "mif1"), "an AVIF image"), (Bytes.ftyp("mif1", "avif"), "an AVIF image"),
            (Bytes.ftyp("crx "), "a Canon raw image"), (Bytes.ftyp("qt  ", "qt  "), "a QuickTime movie"),
        ]
        for (bytes, name) in cases {
            #expect(throws: MediaError(.unrecognized, name)) { try probe(bytes + Bytes.moov(picture)) }
        }
    }

    @Test func `boxes that do not add up are errors`() {
        let cases: [([UInt8], String)] = [
            (
                Bytes.ftyp() + Bytes.box("mdat", []),
                "its MP4 file has no 'moov' box; the recording was probably never finished"
            ),
            (Bytes.ftyp() + Bytes.moov([]), "its MP4 file has neither a video nor an audio track"),
            (
                Bytes.ftyp()
                    + Bytes.moov(Bytes.track("vide", ticks: 1, size: (0, 0)).map { $0 == 180 || $0 == 64 ? 0 : $0 }),
                "its MP4 file has a video track of 256x0 pixels"
            ),
            (Bytes.ftyp() + .big(UInt32(7)) + .text("moov"), "the MP4 box at byte 16 has the invalid length 7"),
            (
                Bytes.ftyp() + Bytes.box("moov", .big(UInt32(100)) + .text("mvhd")),
                "the MP4 box at byte 24 has the invalid length 100"
            ),
            (
                Bytes.ftyp() + Bytes.box("moov", .big(UInt32(1)) + .text("mvhd") + .big(UInt64.max)),
                "the MP4 box at byte 24 has the invalid length \(UInt64.max)"
            ),
            (
                Bytes.ftyp() + Bytes.box("moov", Bytes.box("mvhd", .zeros(9))),
                "the MP4 box at byte 24 is too short for its contents"
            ),
            (
                Bytes.ftyp() + Bytes.moov((0..<300).flatMap { _ in Bytes.box("trak", []) }),
                "its MP4 file has more than 256 tracks"
            ),
            (
                Bytes.ftyp() + Bytes.box("moov", (0..<10_001).flatMap { _ in Bytes.box("free", []) }),
                "the MP4 box at byte 16 holds more than 10000 boxes"
            ),
            (
                Bytes.ftyp() + Bytes.moov(Bytes.track("soun", runs: [(.max, .max), (.max, .max)])),
                "its header claims a duration of more than a year"
            ),
        ]
        for (bytes, what) in cases {
            #expect(throws: MediaError(.malformed, what)) { try probe(bytes) }
        }
    }

    @Test func `a cut says in which box`() {
        let file = Bytes.ftyp() + Bytes.moov(picture)
        let inMoov = "at byte 100, inside the 'moov' box of an MP4 file"
        #expect(throws: MediaError(.truncated, inMoov)) { try probe(Array(file.prefix(100))) }
        #expect(throws: MediaError(.truncated, "at byte 20, inside the header of an MP4 box")) {
            try probe(Array(file.prefix(20)))
        }
        #expect(throws: MediaError(.truncated, "at byte 24, inside the '?x?A' box of an MP4 file")) {
            try probe(Bytes.ftyp() + .big(UInt32(4000)) + [0x1B, 0x78, 0xFF, 0x41])
        }
        let many = VirtualSource(start: Bytes.ftyp(), pattern: Bytes.box("free", []), repetitions: 500_000)
        #expect(throws: MediaError(.malformed, "its MP4 file has more than 200000 boxes")) {
            try MediaProbe.probe(many)
        }
        let inMedia = "at byte 1024, inside the 'mdat' box of an MP4 file"
        #expect(throws: MediaError(.truncated, inMedia)) {
            try probe(Bytes.ftyp() + Bytes.box("mdat", .zeros(5000)).prefix(1008))
        }
    }
}
