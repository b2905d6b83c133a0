import ErrorReporting
import Glibc
import InferenceKit
import Media
import ModelManifest
import RunStore
import TestSupport
import Testing

@testable import ModelOutputs
@testable import RunnerCore

struct OutputPlanTests {
    private let directory: TestDirectory
    private let manifest: Manifest

    init() throws {
        directory = try TestDirectory()
        var manifest = Manifest(name: "m")
        manifest.outputs = [OutputDeclaration(name: "sound", type: .audio, formats: [.wav])]
        self.manifest = manifest
    }

    private func plan(_ place: String?, replaces: Bool = false) throws -> OutputPlan {
        try OutputPlan(manifest, place: place, baseName: "m", replaces: replaces)
    }

    @Test func `a directory gets a file with a name that is free`() throws {
        #expect(try plan(directory.path).targets.map(\.path) == ["\(directory.path)/m.wav"])
        try directory.write("m.wav", "old")
        #expect(try plan(directory.path).targets.map(\.path) == ["\(directory.path)/m-2.wav"])
        #expect(try plan(directory.path, replaces: true).targets.map(\.path) == ["\(directory.path)/m.wav"])
    }

    @Test func `what cannot be written is reported before anything is paid`() throws {
        try directory.write("old.wav", "old")
        for place in ["\(directory.path)/old.wav", "\(directory.path)/no/such/x.wav", "\(directory.path)/none/"] {
            let error = #expect(throws: RunnerError.self) { try plan(place) }
            #expect(error?.code == .cannotWrite)
        }
        #expect(try plan("\(directory.path)/old.wav", replaces: true).targets.count == 1)
    }

    /// What may have the name that an output is to have.
    enum Obstacle: CaseIterable { case pipe, socket, device, link, danglingLink, linkToDevice, directory }

    private func make(_ obstacle: Obstacle, _ path: String) throws {
        switch obstacle {
        case .pipe: #expect(mkfifo(path, 0o600) == 0)
        case .socket:
            let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
            let size = socklen_t(MemoryLayout<sockaddr_un>.size)
            let result = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
            }
            try #require(result == 0)
        // Only the superuser can make a device; others meet one that is there.
        case .device: if mknod(path, S_IFCHR | 0o600, 0x103) != 0 { #expect(symlink("/dev/null", path) == 0) }
        case .link:
            try directory.write("target.wav", "precious")
            #expect(symlink("target.wav", path) == 0)
        case .danglingLink: #expect(symlink("nowhere.wav", path) == 0)
        case .linkToDevice: #expect(symlink("/dev/null", path) == 0)
        case .directory: #expect(mkdir(path, 0o700) == 0)
        }
    }

    @Test(arguments: Obstacle.allCases, [false, true])
    func `nothing but a regular file is replaced, whoever asks`(_ obstacle: Obstacle, replaces: Bool) async throws {
        let path = "\(directory.path)/o.wav"
        try make(obstacle, path)
        var before = stat()
        #expect(lstat(path, &before) == 0)
        var planned: OutputPlan?
        if obstacle == .directory {
            planned = try OutputPlan(manifest, place: path, baseName: "m", replaces: replaces)
            #expect(planned?.targets.first?.path == "\(path)/m.wav")
        } else {
            let error = #expect(throws: RunnerError.self) { try plan(path, replaces: replaces) }
            #expect(error?.code == .cannotWrite)
            #expect(error?.help?.contains("--force") == false)
        }
        var after = stat()
        #expect(lstat(path, &after) == 0)
        #expect(before.st_ino == after.st_ino && before.st_mode == after.st_mode)
    }

    @Test(arguments: Obstacle.allCases)
    func `what took the name during the run is not replaced either`(_ obstacle: Obstacle) async throws {
        let path = "\(directory.path)/o.wav"
        let plan = try OutputPlan(manifest, place: path, baseName: "m", replaces: true)
        let target = try #require(plan.targets.first)
        try write(target, wav(seconds: 1))
        try make(obstacle, path)
        var before = stat()
        #expect(lstat(path, &before) == 0)
        let error = await #expect(throws: RunnerError.self) { try await plan.name(target) }
        #expect(error?.code == .cannotWrite)
        var after = stat()
        #expect(lstat(path, &after) == 0)
        #expect(before.st_ino == after.st_ino && before.st_mode == after.st_mode)
        // What was paid for is kept.
        #expect(access(target.partialPath, F_OK) == 0)
    }

    @Test func `standard output is no place, and a chosen name avoids links that lead nowhere`() throws {
        let error = #expect(throws: RunnerError.self) { try plan("-") }
        #expect(error?.code == .usage)
        #expect(error?.help?.contains("-o ./-") == true)
        #expect(symlink("nowhere", "\(directory.path)/m.wav") == 0)
        #expect(try plan(directory.path).targets.map(\.path) == ["\(directory.path)/m-2.wav"])
    }

    @Test func `a complete file gets its name`() async throws {
        let plan = try plan("\(directory.path)/out.wav")
        let target = try #require(plan.targets.first)
        try write(target, wav(seconds: 2))
        let whole = try plan.inspect(target)
        #expect(whole.file.seconds == 2)
        #expect(try await plan.name(target) == "\(directory.path)/out.wav")
        #expect(whole.named("\(directory.path)/out.wav").isUnchanged)
        #expect(try directory.names() == ["out.wav"])
    }

    @Test func `what is not the promised format is kept and told`() throws {
        let plan = try plan("\(directory.path)/out.wav")
        let target = try #require(plan.targets.first)
        try write(target, Array("<html>not found</html>".utf8))
        let error = #expect(throws: RunnerError.self) { try plan.inspect(target) }
        #expect(error?.code == .modelFailed)
        #expect(try directory.names().allSatisfy { $0.hasSuffix(".partial") })
    }

    @Test(arguments: [
        (OutputPlan.Leftovers.untouched, 2, false), (.kept, 1, false), (.keptForUser, 1, true), (.deleted, 0, false),
    ]) func `what is said to be kept is kept, whatever it holds`(
        leftovers: OutputPlan.Leftovers,
        count: Int,
        isSaid: Bool
    ) throws {
        var manifest = manifest
        manifest.outputs.append(OutputDeclaration(name: "picture", type: .image, formats: [.png]))
        let plan = try OutputPlan(manifest, place: directory.path, baseName: "m", replaces: false)
        let targets = plan.targets
        try write(targets[0], Array("half".utf8))
        try write(targets[1], [])
        let kept = plan.settle(leftovers)
        #expect(try directory.names().count == count)
        #expect(kept == (isSaid ? "the partial output is kept as '\(targets[0].partialPath)'" : nil))
    }

    @Test func `a file that appeared meanwhile is not replaced`() async throws {
        let plan = try plan("\(directory.path)/out.wav")
        let target = try #require(plan.targets.first)
        try write(target, wav(seconds: 1))
        try directory.write("out.wav", "somebody else's")
        let error = await #expect(throws: RunnerError.self) { try await plan.name(target) }
        #expect(error?.code == .cannotWrite)
        #expect(try directory.read("out.wav") == "somebody else's")
        #expect(try directory.names().count == 2)
    }

    @Test func `two runs to one directory get two files`() async throws {
        let plans = [try plan(directory.path), try plan(directory.path)]
        for plan in plans { try write(#require(plan.targets.first), wav(seconds: 1)) }
        var paths: [String] = []
        for plan in plans { paths.append(try await plan.name(#require(plan.targets.first))) }
        #expect(paths == ["\(directory.path)/m.wav", "\(directory.path)/m-2.wav"])
        #expect(try directory.names() == ["m-2.wav", "m.wav"])
    }

    /// How far the naming of a file came before its run was killed.
    enum Station: CaseIterable { case partial, linked, named, changed, takenByTwin, gone }

    @Test(arguments: Station.allCases) func `a file that was about to get its name is known again`(
        _ station: Station
    ) throws {
        let plan = try plan("\(directory.path)/out.wav")
        let target = try #require(plan.targets.first)
        let bytes = wav(seconds: 1)
        try write(target, bytes)
        let file = try plan.inspect(target).named(target.path)
        let expected: OutputPlan.Whereabouts
        switch station {
        case .partial: expected = .partial
        case .linked:
            #expect(link(target.partialPath, target.path) == 0)
            expected = .named(target.path)
        case .named:
            #expect(rename(target.partialPath, target.path) == 0)
            expected = .named(target.path)
        case .changed:
            try write(target, Array(bytes.dropLast()))
            expected = .gone
        case .takenByTwin:
            // Another run has made the same bytes: its file is not ours.
            try directory.write("out.wav", bytes)
            expected = .partial
        case .gone:
            unlink(target.partialPath)
            expected = .gone
        }
        #expect(plan.whereabouts(of: target, file) == expected)
        if station == .linked { #expect(try directory.names() == ["out.wav"]) }
    }

    @Test func `a resumed run finds what has arrived at its new place`() throws {
        let first = try plan("\(directory.path)/out.wav")
        try write(#require(first.targets.first), Array("half".utf8))
        try directory.write("elsewhere/keep", "")
        let second = try OutputPlan(
            manifest,
            place: "\(directory.path)/elsewhere",
            baseName: "m",
            replaces: false,
            continuing: first.places
        )
        try second.move(from: first.places)
        let target = try #require(second.targets.first)
        #expect(try TestDirectory.text(target.partialPath) == "half")
        #expect(target.partialPath.hasPrefix("\(directory.path)/elsewhere/m.wav."))
        let old = try #require(first.targets.first).partialPath
        let step = RecordedStep(
            StepRecord(
                name: "download",
                paid: false,
                phase: .succeeded,
                result: ["path": .string(old), "name": "sound"]
            ),
            isComplete: true,
            secondsSinceEpoch: 1
        )
        #expect(second.renamed(step).record.result == ["path": .string(target.partialPath), "name": "sound"])
    }

    private func write(_ target: OutputPlan.Target, _ bytes: [UInt8]) throws {
        try directory.write(String(target.partialPath.dropFirst(directory.path.count + 1)), bytes)
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
