import Foundation
import InferenceKit
import TestSupport
import Testing

/// What `runner batch` reports before anything is paid.
struct BatchFindingsTests {
    @Test func `mistakes in several rows are reported together, with row and column`() async throws {
        try await EmulatorRun.with { emulator in
            let scene = try BatchScene(emulator, rows: 1)
            try scene.write([
                ["a", "face.jpg", "1"], ["b", "fase.jpg", "2"], ["../c", "face.jpg", "x"], ["", "face.jpg", "3"],
            ])
            let result = try await scene.batch()
            #expect(result.status == 65, "\(result.summary)")
            #expect(
                result.errors == """
                    checking 4 rows
                    data/rows.csv:3:3: error: row 2, column 'photo': input 'image': there is no file 'data/fase.jpg'
                    help: did you mean 'data/face.jpg'?
                    data/rows.csv:4:1: error: row 3, column 'id': '../c' has a '/', which would lead to another directory
                    help: correct the value, or name outputs with -o 'DIR/{row}'
                    data/rows.csv:4:15: error: row 3, column 'seed': 'x' is not an integer
                    help: use a whole number, such as seed=-1
                    data/rows.csv:5: error: row 4, column 'id': the value is missing, and the output is named after it
                    help: correct the value, or name outputs with -o 'DIR/{row}'
                    4 problems were found; nothing was sent

                    """
            )
            #expect(try await emulator.submits() == 0)
            #expect(try scene.directory.names() == ["data"])
        }
    }

    @Test func `columns that are not used, and outputs with one name, are reported`() async throws {
        try await EmulatorRun.with { emulator in
            let scene = try BatchScene(emulator, rows: 2)
            let unmapped = try await scene.runner([
                "batch", "\(Project.directory)/vision/omnihuman-1-5", "data/rows.csv", "-i", "audio=data/speech.wav",
            ])
            #expect(unmapped.status == 65, "\(unmapped.summary)")
            #expect(
                unmapped.errors.hasPrefix(
                    "data/rows.csv:1: error: column 'photo': the model has no such input\nhelp: use it with --map INPUT=photo, or "
                        + "exclude it with --ignore photo; inputs of the model: image, audio"
                ),
                "\(unmapped.summary)"
            )
            let same = try await scene.batch(["-o", "out/video.mp4"])
            #expect(same.status == 65, "\(same.summary)")
            #expect(
                same.errors.contains(
                    "data/rows.csv:3: error: row 2: the output 'out/video.mp4' is that of row 1 as well\n"
                        + "help: use {row} in the template: -o 'DIR/{row}'\n"
                ),
                "\(same.summary)"
            )
            try scene.directory.write("out/1-r1.mp4", "mine")
            let taken = try await scene.batch()
            #expect(taken.status == 65 || taken.status == 73, "\(taken.summary)")
            #expect(taken.errors.contains("row 1: the output 'out/1-r1.mp4' already exists"), "\(taken.summary)")
            #expect(try await emulator.submits() == 0)
        }
    }

    @Test func `a mistake in one of 2,000 rows is found before anything is paid`() async throws {
        try await EmulatorRun.with { emulator in
            let scene = try BatchScene(emulator, rows: 1)
            let face = try Data(contentsOf: URL(filePath: "\(scene.directory.path)/data/face.jpg"))
            for row in 1...40 {
                try (face + Data("\(row)".utf8)).write(
                    to: URL(filePath: "\(scene.directory.path)/data/face-\(row).jpg")
                )
            }
            try scene.write(
                (1...2_000).map { ["r\($0)", $0 == 1_734 ? "nobody.jpg" : "face-\($0 % 40 + 1).jpg", "\($0)"] }
            )
            let result = try await scene.batch()
            #expect(result.status == 65, "\(result.summary)")
            #expect(
                result.errors.contains(
                    "data/rows.csv:1735:7: error: row 1734, column 'photo': input 'image': there is no file 'data/nobody.jpg'\n"
                ),
                "\(result.summary)"
            )
            #expect(result.errors.contains("1 problem was found; nothing was sent\n"))
            #expect(try await emulator.submits() == 0)
        }
    }

    @Test func `a file of results that is none is not touched, and a torn line is removed`() async throws {
        try await EmulatorRun.with { emulator in
            let scene = try BatchScene(emulator, rows: 1)
            try scene.directory.write("notes.txt", "my notes\n")
            let refused = try await scene.batch(["--results", "notes.txt"])
            #expect(refused.status == 73, "\(refused.summary)")
            #expect(refused.errors.contains("'notes.txt' exists but does not contain the results of a batch"))
            #expect(try scene.directory.read("notes.txt") == "my notes\n")
            #expect(try await emulator.submits() == 0)
            try scene.directory.write("rows-results.jsonl", "{\"row\":9,\"status\":\"failed\"}\n{\"row\":1,\"sta")
            #expect(try await scene.batch(["-o", "out/{row}"]).status == 0)
            #expect(try scene.results().map { $0["row"]?.integer } == [1])
        }
    }
}
