import Foundation

/// Files that ffmpeg, sox and ImageMagick made for this run, in a temporary directory that goes with the process.
struct GeneratedMedia {
    static let shared = Result { try GeneratedMedia() }

    private static let directory = FileManager.default.temporaryDirectory
        .appendingPathComponent("media-tests-\(ProcessInfo.processInfo.processIdentifier)")

    private let directory = GeneratedMedia.directory

    private init() throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        atexit { try? FileManager.default.removeItem(at: GeneratedMedia.directory) }
        try makeAudio()
        try makeMovies()
        try makePictures()
    }

    func path(_ name: String) -> String {
        directory.appendingPathComponent(name).path
    }

    func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: directory.appendingPathComponent(name)))
    }

    /// What `ffprobe` says, as `key: value`; `streams.stream.0.width` is a key.
    func ffprobe(_ name: String) throws -> [String: String] {
        let entries = "format=duration:stream=codec_type,width,height,avg_frame_rate,sample_rate"
        let output = try Tool("ffprobe").run(
            ["-v", "error", "-show_entries", entries, "-of", "flat", name],
            in: directory
        )
        let pairs = String(decoding: output, as: UTF8.self).split(separator: "\n").compactMap {
            line -> (String, String)? in
            let parts = line.split(separator: "=", maxSplits: 1)
            guard let key = parts.first, let value = parts.last else { return nil }
            return (String(key), value.replacingOccurrences(of: "\"", with: ""))
        }
        return Dictionary(pairs) { first, _ in first }
    }

    /// What `identify` says: width and height.
    func identify(_ name: String) throws -> [Int] {
        let output = try Tool("identify-im6.q16", "identify").run(["-format", "%w %h", name], in: directory)
        return String(decoding: output, as: UTF8.self).split(separator: " ").compactMap { Int($0) }
    }
}

// MARK: - The files

extension GeneratedMedia {
    static let pictures = [
        "baseline.jpg", "progressive.jpg", "gray.jpg", "cmyk.jpg", "plain.png", "interlaced.png", "palette.png",
        "gray16.png",
    ]

    static let audio = [
        "pcm16.wav", "pcm8.wav", "pcm24.wav", "float.wav", "alaw.wav", "mulaw.wav", "ima.wav", "adpcm.wav",
        "surround.wav",
        "large.wav", "sox-ima.wav", "sox-gsm.wav", "sox-extensible.wav", "piped.wav", "sox-piped.wav",
        "cbr.mp3", "cbr-bare.mp3", "vbr.mp3", "vbr-bare.mp3", "mpeg2.mp3", "mpeg25.mp3", "mpeg2-bare.mp3", "tagged.mp3",
        "sox.mp3", "vorbis.ogg", "vorbis-mono.ogg", "opus.ogg", "sox.ogg", "plain.flac", "sox.flac",
        "plain.m4a", "faststart.m4a", "alac.m4a", "fragmented.m4a",
    ]

    static let movies = [
        "plain.mp4", "faststart.mp4", "silent.mp4", "ntsc.mp4", "fragmented.mp4", "fragmented-seconds.mp4", "tall.mp4",
    ]

    static let others = [
        "picture.gif": "a GIF image", "picture.webp": "a WebP image", "picture.bmp": "a BMP image",
        "picture.tiff": "a TIFF image",
        "sound.aiff": "AIFF audio", "sound.aac": "an AAC (ADTS) stream", "sound.au": "Sun (AU) audio",
        "sound.caf": "Core Audio (CAF) audio", "sound.mp2": "MPEG audio of layer II",
        "sound.mka": "a WebM or Matroska video",
        "sound.oga": "FLAC audio in an Ogg file", "sound.ac3": "an AC-3 stream", "sound.w64": "Sony Wave64 audio",
        "sound.rifx.wav": "a WAVE file with big-endian numbers (RIFX)", "movie.avi": "an AVI video",
        "movie.mov": "a QuickTime movie", "movie.ts": "an MPEG transport stream", "movie.flv": "a Flash video",
    ]

    /// The outputs of one ffmpeg run: a name, with its options.
    private func ffmpeg(_ inputs: [String], _ outputs: [(String, String)]) throws {
        var arguments = ["-v", "error", "-nostdin", "-y"]
        for input in inputs {
            arguments += ["-f", "lavfi", "-i", input]
        }
        for (name, options) in outputs {
            arguments += options.split(separator: " ").map(String.init) + ["-fflags", "+bitexact", name]
        }
        try Tool("ffmpeg").run(arguments, in: directory)
    }

    private func makeAudio() throws {
        // Noise that comes and goes, so that a variable bit rate varies.
        let speech = "aevalsrc=exprs=0.4*random(0)*lt(mod(t\\,0.5)\\,0.25)+0.1*sin(880*PI*t):s=44100:d=1.7"
        try ffmpeg(
            [speech],
            [
                ("pcm16.wav", "-metadata title=Odd"), ("pcm8.wav", "-c:a pcm_u8"),
                ("pcm24.wav", "-c:a pcm_s24le -ar 48000"),
                ("float.wav", "-c:a pcm_f32le"), ("alaw.wav", "-c:a pcm_alaw -ar 8000"),
                ("mulaw.wav", "-c:a pcm_mulaw"),
                ("ima.wav", "-c:a adpcm_ima_wav"), ("adpcm.wav", "-c:a adpcm_ms"), ("surround.wav", "-ac 6"),
                ("large.wav", "-rf64 always"),
                ("cbr.mp3", "-b:a 128k"), ("cbr-bare.mp3", "-b:a 64k -write_xing 0 -id3v2_version 0"),
                ("vbr.mp3", "-q:a 4 -ac 2"), ("vbr-bare.mp3", "-q:a 4 -write_xing 0"),
                ("mpeg2.mp3", "-ar 22050 -q:a 5"),
                ("mpeg25.mp3", "-ar 8000 -b:a 16k"), ("mpeg2-bare.mp3", "-ar 16000 -b:a 32k -write_xing 0"),
                ("tagged.mp3", "-b:a 96k -metadata title=Tagged -id3v2_version 4 -write_id3v1 1"),
                ("vorbis.ogg", "-c:a libvorbis -ac 2 -page_duration 20000"),
                ("vorbis-mono.ogg", "-c:a libvorbis -ar 22050 -metadata title=Mono"),
                ("opus.ogg", "-c:a libopus -b:a 32k -ar 48000 -page_duration 200000"), ("plain.flac", ""),
                ("plain.m4a", "-c:a aac"), ("faststart.m4a", "-c:a aac -movflags +faststart"),
                ("alac.m4a", "-c:a alac"),
                ("fragmented.m4a", "-c:a aac -movflags +frag_keyframe+empty_moov -frag_duration 500000"),
                ("sound.aac", "-c:a aac"), ("sound.mp2", ""), ("sound.mka", "-c:a flac"), ("sound.oga", "-c:a flac"),
                ("sound.ac3", ""), ("sound.caf", ""), ("sound.w64", ""),
            ]
        )
        let sox = try Tool("sox")
        let tone = ["synth", "1.3", "sine", "300"]
        for (name, options) in [
            ("sox-ima.wav", "-e ima-adpcm"), ("sox-gsm.wav", "-e gsm-full-rate -r 8000"),
            ("sox-extensible.wav", "-b 24 -c 3"),
            ("sox.mp3", "-C 64"), ("sox.ogg", ""), ("sox.flac", ""), ("sound.aiff", ""), ("sound.au", ""),
            ("sound.rifx.wav", "-B"),
        ] {
            try sox.run(["-n", "-D"] + options.split(separator: " ").map(String.init) + [name] + tone, in: directory)
        }
        let soxPipe = try sox.run(["-n", "-D", "-t", "wav", "-"] + tone, in: directory)
        try Data(soxPipe).write(to: directory.appendingPathComponent("sox-piped.wav"))
        let ffmpegPipe = try Tool("ffmpeg")
            .run(["-v", "error", "-i", "pcm16.wav", "-f", "wav", "pipe:1"], in: directory)
        try Data(ffmpegPipe).write(to: directory.appendingPathComponent("piped.wav"))
    }

    private func makeMovies() throws {
        let h264 = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac -t 1.2"
        try ffmpeg(
            ["testsrc=size=160x90:rate=25:d=1.2", "sine=frequency=500:d=1.2"],
            [
                ("plain.mp4", h264), ("faststart.mp4", "\(h264) -movflags +faststart"), ("silent.mp4", "\(h264) -an"),
                ("ntsc.mp4", "\(h264) -r 30000/1001"), ("tall.mp4", "-s 90x160 \(h264) -aspect 1:1"),
                ("fragmented.mp4", "\(h264) -g 10 -movflags +frag_keyframe+empty_moov+default_base_moof"),
                ("fragmented-seconds.mp4", "\(h264) -movflags +frag_custom+delay_moov -frag_duration 400000"),
                ("movie.mov", h264), ("movie.avi", "-c:v mjpeg -an"), ("movie.ts", h264),
                ("movie.flv", "-c:v flv1 -an"),
            ]
        )
    }

    private func makePictures() throws {
        let convert = try Tool("convert-im6.q16", "convert")
        let outputs = [
            ("baseline.jpg", ""), ("progressive.jpg", "-interlace JPEG"), ("gray.jpg", "-colorspace Gray"),
            ("cmyk.jpg", "-colorspace CMYK"), ("plain.png", ""),
            ("interlaced.png", "-interlace PNG"), ("palette.png", "-colors 4 -type Palette"),
            ("gray16.png", "-colorspace Gray -depth 16"), ("picture.gif", ""), ("picture.webp", ""),
            ("picture.bmp", ""),
            ("picture.tiff", ""),
        ]
        // One run a picture: one run for all of them corrupts ImageMagick 6's heap.
        for (name, options) in outputs {
            let options = options.split(separator: " ").map(String.init)
            try convert.run(["-size", "67x43", "gradient:red-blue"] + options + [name], in: directory)
        }
    }

}
