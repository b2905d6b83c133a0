import InferenceKit
import Media
import ModelManifest
import TestSupport
import Testing

@testable import RunnerCore

struct OutputPlanTests {
    private let folder: TestFolder
    private let manifest: Manifest

    init() throws {
        folder = try TestFolder()
        var manifest = Manifest(name: "m")
        manifest.outputs = [OutputDeclaration(name: "sound", type: .audio, formats: [.wav])]
        self.manifest = manifest
    }

    private func plan(_ place: String?, replaces: Bool = false) throws -> OutputPlan {
        try OutputPlan(manifest, place: place, baseName: "m", replaces: replaces)
    }

    @Test func `a folder gets a file with a name that is free`() throws {
        #expect(try plan(folder.path).targets.map(\.path) == ["\(folder.path)/m.wav"])
        try folder.write("m.wav", "old")
        #expect(try plan(folder.path).targets.map(\.path) == ["\(folder.path)/m-2.wav"])
        #expect(try plan(folder.path, replaces: true).targets.map(\.path) == ["\(folder.path)/m.wav"])
    }

    @Test func `what cannot be written is told before anything is paid`() throws {
        try folder.write("old.wav", "old")
        for place in ["\(folder.path)/old.wav", "\(folder.path)/no/such/x.wav", "\(folder.path)/none/"] {
            let error = #expect(throws: RunnerError.self) { try plan(place) }
            #expect(error?.code == .cannotWrite)
        }
        #expect(try plan("\(folder.path)/old.wav", replaces: true).targets.count == 1)
    }

    @Test func `a complete file gets its name`() throws {
        let plan = try plan("\(folder.path)/out.wav")
        let target = try #require(plan.targets.first)
        try write(target, wav(seconds: 2))
        let file = try plan.commit(target).file
        #expect(file.path == "\(folder.path)/out.wav")
        #expect(file.seconds == 2)
        #expect(try folder.names() == ["out.wav"])
    }

    @Test func `what is not the promised format is kept and told`() throws {
        let plan = try plan("\(folder.path)/out.wav")
        let target = try #require(plan.targets.first)
        try write(target, Array("<html>not found</html>".utf8))
        let error = #expect(throws: RunnerError.self) { try plan.commit(target) }
        #expect(error?.code == .modelFailed)
        #expect(try folder.names().allSatisfy { $0.hasSuffix(".partial") })
    }

    @Test func `a file that appeared meanwhile is not replaced`() throws {
        let plan = try plan("\(folder.path)/out.wav")
        let target = try #require(plan.targets.first)
        try write(target, wav(seconds: 1))
        try folder.write("out.wav", "somebody else's")
        let error = #expect(throws: RunnerError.self) { try plan.commit(target) }
        #expect(error?.code == .cannotWrite)
        #expect(try folder.read("out.wav") == "somebody else's")
        #expect(try folder.names().count == 2)
    }

    @Test func `two runs to one folder get two files`() throws {
        let plans = [try plan(folder.path), try plan(folder.path)]
        for plan in plans { try write(#require(plan.targets.first), wav(seconds: 1)) }
        let paths = try plans.map { plan in try plan.commit(#require(plan.targets.first)).file.path }
        #expect(paths == ["\(folder.path)/m.wav", "\(folder.path)/m-2.wav"])
        #expect(try folder.names() == ["m-2.wav", "m.wav"])
    }

    private func write(_ target: OutputPlan.Target, _ bytes: [UInt8]) throws {
        try folder.write(String(target.partialPath.dropFirst(folder.path.count + 1)), bytes)
    }

    /// Silence: 8-bit mono at 8,000 Hz.
    private func wav(seconds: Int) -> [UInt8] {
        let count = 8_000 * seconds
        let number = { (value: Int) in (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
        return Array("RIFF".utf8) + number(36 + count) + Array("WAVEfmt ".utf8) + number(16) + [1, 0, 1, 0]
            + number(8_000) + number(8_000) + [1, 0, 8, 0] + Array("data".utf8) + number(count)
            + [UInt8](repeating: 128, count: count)
    }
}
