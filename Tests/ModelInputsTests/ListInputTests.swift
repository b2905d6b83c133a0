import Foundation
import InferenceKit
import ManifestChecks
import ModelManifest
import TestSupport
import Testing

@testable import ModelInputs

/// Inputs that hold several files, and inputs that belong together or exclude each other.
struct ListInputTests {
    private static let manifest: Manifest? = ManifestFile.decode(
        Array(
            """
            namespace: test
            name: lists
            description: Lists and relations.
            category: image
            kernel: swift-6
            resources: {gpu: {count: 0, vram: 0, type: none}, ram: 1}
            inputs:
                image: {type: image, required: false, many: {min: 1, max: 3}, formats: [jpeg]}
                mask: {type: image, required: false, needs: [image], excludes: [seed]}
                seed: {type: integer, required: false}
            outputs:
                text: {type: string}
            """.utf8
        ),
        path: "inf.yml"
    ).manifest

    private let jpeg = Project.sample("astronaut.jpg")
    private let duet = Project.sample("astronaut-and-cat.jpg")
    private let sound = Project.sample("hello.wav")

    private func given(_ arguments: [String]) throws -> GivenInputs {
        var given = GivenInputs()
        for argument in arguments { try given.add(argument: argument) }
        return given
    }

    private func examine(_ given: GivenInputs) throws -> (checked: CheckedInputs, violations: [String]) {
        let reach = InputCheck.Reach(stagesFiles: true, allowsLoopback: false)
        let found = InputCheck(try #require(Self.manifest), reach: reach).examine(given)
        return (found.checked, found.violations.map { "\($0.input): \($0.message)" })
    }

    @Test func `an input that is given several times is a list in that order`() throws {
        let (checked, violations) = try examine(given(["image=\(jpeg)", "image=\(duet)"]))
        #expect(violations == [])
        #expect(checked.files.map(\.name) == ["image[0]", "image[1]"])
        #expect(checked.values["image"]?.array?.map { $0["path"]?.string } == [jpeg, duet])
        #expect(checked.files(of: "image").count == 2)
    }

    @Test func `one file and a list of JSON are lists, too`() throws {
        #expect(try examine(given(["image=\(jpeg)"])).checked.values["image"]?.array?.count == 1)
        var json = GivenInputs()
        try json.add(json: Array(#"{"image": ["\#(jpeg)", "https://example.com/a.jpg"]}"#.utf8), from: "a test")
        let (checked, violations) = try examine(json)
        #expect(violations == [])
        #expect(checked.files.map(\.url) == [nil, "https://example.com/a.jpg"])
    }

    @Test func `each file is checked by its own name, and so is their number`() throws {
        let four = try examine(given(Array(repeating: "image=\(jpeg)", count: 4)))
        #expect(four.violations == ["image: 4 files given; it must be at most 3 files"])
        let wrong = try examine(given(["image=\(jpeg)", "image=\(sound)"]))
        #expect(wrong.violations.count == 1 && wrong.violations[0].hasPrefix("image[1]: "), "\(wrong.violations)")
    }

    @Test(arguments: [
        ["seed=1", "seed=1"], ["seed=1", "seed=2"], ["seed=1", "seed=2", "seed=3"], ["mask=a.jpg", "mask=b.jpg"],
    ])
    func `an input of one value is not given several times, not even the same value`(arguments: [String]) throws {
        let reach = InputCheck.Reach(stagesFiles: true, allowsLoopback: false)
        let check = InputCheck(try #require(Self.manifest), reach: reach)
        let given = try self.given(arguments + ["image=\(jpeg)"])
        let error = #expect(throws: InputViolations.self) { try check.check(given) }
        #expect(error?.violations.map(\.input) == [String(arguments[0].prefix { $0 != "=" })])
        #expect(error?.violations.first?.message == "it is given several times, but takes one value")
        #expect(error?.violations.first?.help == "remove all but one")
    }

    @Test func `inputs that exclude or need each other are checked together`() throws {
        let alone = try examine(given(["mask=\(jpeg)", "seed=1"]))
        #expect(
            alone.violations == [
                "mask: it cannot be given together with 'seed'", "mask: it needs 'image', which is missing",
            ]
        )
        #expect(try examine(given(["mask=\(jpeg)", "image=\(jpeg)"])).violations == [])
    }
}
