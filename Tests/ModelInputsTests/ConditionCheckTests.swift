import InferenceKit
import ManifestChecks
import ModelManifest
import TestSupport
import Testing

@testable import ModelInputs

struct ConditionCheckTests {
    private func manifest(_ severity: String) throws -> Manifest {
        let text = """
            namespace: test
            name: conditions
            description: Limits that depend on each other.
            category: other
            kernel: swift-6
            resources: {gpu: {count: 0, vram: 0, type: none}, ram: 1}
            inputs:
                audio:
                    type: audio
                    duration: {max: 60s}
                    when:
                        - inputs: {lines: 1080}
                          duration: {max: 5s}
                          severity: \(severity)
                          source: the price list
                lines: {type: integer, default: 720, enum: [720, 1080]}
                fast:
                    type: boolean
                    required: false
                    when: [{inputs: {lines: 1080}, enum: [false], severity: \(severity)}]
            """
        let decoded = ManifestFile.decode(Array(text.utf8), path: "inf.yml")
        #expect(decoded.rendered() == "")
        return try #require(decoded.manifest)
    }

    private func check(_ arguments: [String], severity: String = "error") throws -> CheckedInputs {
        var given = GivenInputs()
        for argument in arguments { try given.add(argument: argument) }
        let reach = InputCheck.Reach(stagesFiles: true, allowsLoopback: false)
        return try InputCheck(manifest(severity), reach: reach).check(given)
    }

    private let sound = Project.sample("hello.wav")

    @Test func `a limit applies only with the values of its condition`() throws {
        #expect(try check(["audio=\(sound)", "lines=720", "fast=true"]).warnings == [])
        #expect(try check(["audio=\(sound)"]).warnings == [])
        let error = #expect(throws: InputViolations.self) {
            try check(["audio=\(sound)", "lines=1080", "fast=true"])
        }
        #expect(
            error?.violations.map(\.message) == [
                "'\(sound)' is 5.707 s long; the limit is 5 s with lines=1080, according to the price list",
                "true is not allowed; it must be one of false with lines=1080",
            ]
        )
    }

    @Test func `a limit that is a warning refuses nothing`() throws {
        let checked = try check(["audio=\(sound)", "lines=1080", "fast=true"], severity: "warning")
        #expect(
            checked.warnings == [
                "input 'audio': '\(sound)' is 5.707 s long; the limit is 5 s with lines=1080, according to the price list",
                "input 'fast': true is not recommended; it should be one of false with lines=1080",
            ]
        )
        #expect(checked.values["fast"] == true)
    }
}
