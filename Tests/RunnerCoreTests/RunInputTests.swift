import ErrorReporting
import Glibc
import InferenceKit
import ModelInputs
import ModelManifest
import RunStore
import TestSupport
import Testing

@testable import RunnerCore

/// What a run predicts from is recorded so that it is known later whether that is still the same.
struct RunInputTests {
    private let directory: TestDirectory

    init() throws {
        directory = try TestDirectory()
        try directory.write("face.jpg", "bytes")
    }

    private func input(_ given: String..., link: String? = nil, path: String? = nil) throws -> RunInput {
        var inputs = GivenInputs()
        for argument in given { try inputs.add(argument: argument) }
        var checked = CheckedInputs()
        checked.values = ["seed": 7]
        var file = MediaFile(name: "image", path: link == nil ? path ?? "\(directory.path)/face.jpg" : nil, url: link)
        file.sizeBytes = link == nil ? 5 : nil
        checked.files = [file]
        checked.values["image"] = try file.json()
        return try RunInput(inputs, checked)
    }

    @Test func `the bytes of a file count, and not its name`() throws {
        let first = try input("image=face.jpg")
        #expect(first.files.map(\.sizeBytes) == [5])
        try directory.write("copy.jpg", "bytes")
        #expect(try input("image=copy.jpg", path: "\(directory.path)/copy.jpg").fingerprint == first.fingerprint)
        try directory.write("copy.jpg", "bytez")
        #expect(try input("image=copy.jpg", path: "\(directory.path)/copy.jpg").fingerprint != first.fingerprint)
        #expect(try input("image=x", link: "https://a.test/face.jpg").fingerprint != first.fingerprint)
    }

    @Test func `inputs that are the same can be used again`() throws {
        try input("image=face.jpg").checkStillThere()
        try input("image=https://a.test/face.jpg", link: "https://a.test/face.jpg").checkStillThere()
    }

    @Test func `files that vanish while a run waits are named`() throws {
        let (file, piped) = (try input("image=face.jpg"), try input("image=-"))
        try file.checkFilesExist()
        try #require(unlink("\(directory.path)/face.jpg") == 0)
        // What came on standard input is not a file.
        try piped.checkFilesExist()
        let gone = #expect(throws: RunnerError.self) { try file.checkFilesExist() }
        #expect(gone?.message.hasPrefix("the input 'image' was there when the run was recorded, and") == true)
    }

    @Test func `inputs that are gone or changed are named`() throws {
        let fromFile = try input("image=face.jpg")
        try directory.write("face.jpg", "bytez")
        let changed = #expect(throws: RunnerError.self) { try fromFile.checkStillThere() }
        #expect(
            changed?.message
                == "the run cannot continue: the input 'image' has changed: '\(directory.path)/face.jpg' has different content"
        )
        let piped = try input("image=-")
        #expect(throws: RunnerError.self) { try piped.checkStillThere() }
        var signed = try input("image=x", link: "https://a.test/face.jpg")
        signed.isComplete = false
        let incomplete = #expect(throws: RunnerError.self) { try signed.checkStillThere() }
        #expect(incomplete?.message.contains("the input 'image' is a link with a query, which was not kept") == true)
        #expect(incomplete?.help == "nothing was paid; predict again")
        let unsure = #expect(throws: RunnerError.self) { try signed.checkStillThere(mayBePaid: true) }
        #expect(
            unsure?.help
                == "a submission may have been accepted; check the service's usage page before you predict again"
        )
    }
}
