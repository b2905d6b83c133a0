import Foundation
import InferenceKit
import TestSupport
import Testing

/// Outputs of earlier runs as inputs: `@run:RUN/OUTPUT`.
struct EarlierOutputTests {
    @Test func `words become a talking portrait in three commands`() async throws {
        try await EmulatorRun.with { emulator in
            let scene = try ARKScene(emulator)
            #expect(try await scene.predictImage().status == 0)
            let id = try await scene.id()
            let short = String(id.suffix(6))
            let model = "\(Project.directory)/vision/omnihuman-1-0-quick"
            let talking = try await scene.runner([
                "predict", model, "--yes", "-i", "image=@run:\(short)/image", "audio=\(Project.shortSpeech)",
            ])
            #expect(talking.status == 0, "\(talking.summary)")
            let record = try await scene.record()
            #expect(record["input"]?["image"]?.string == "@run:\(id)/image[0]", "\(record.text)")
            let shown = try await scene.runner(["runs", "show", try await scene.id()])
            #expect(shown.output.contains("an output of an earlier run: run:\(id)/image[0]"), "\(shown.summary)")
            // A film from the same picture, in a list of references, too.
            let edited = try await scene.predictImage([
                "image=@run:\(short)/image", "image=\(Project.sample("astronaut.jpg"))",
            ])
            #expect(edited.status == 0, "\(edited.summary)")
        }
    }

    @Test func `what leads to no file is an error before anything is sent`() async throws {
        try await EmulatorRun.with { emulator in
            let scene = try ARKScene(emulator)
            #expect(try await scene.predictImage().status == 0)
            let short = String(try await scene.id().suffix(6))
            for (reference, message) in [
                ("@run:zzzzzz/image", "zzzzzz"), ("@run:\(short)/video", "has no output file 'video'"),
                ("@run:\(short)/image[3]", "has no output file 'image[3]'"),
            ] {
                let refused = try await scene.predictVideo(["first_frame=\(reference)"])
                #expect(refused.status == 65 && refused.errors.contains(message), "\(refused.summary)")
            }
            try scene.directory.write("seedream-4-5.jpg", "another file")
            let changed = try await scene.predictVideo(["first_frame=@run:\(short)/image"])
            #expect(changed.status == 65 && changed.errors.contains("has changed since the run"), "\(changed.summary)")
            #expect(try await emulator.submits() == 1)
        }
    }
}
