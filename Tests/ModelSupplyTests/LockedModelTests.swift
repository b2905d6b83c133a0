import ErrorReporting
import Glibc
import ModelBuild
import TestSupport
import Testing

@testable import ModelSupply

/// A lock holds for the bytes that were read, not only for the files that are there by now.
struct LockedModelTests {
    private let directory: TestDirectory
    private let path: String
    private static let manifest = """
        namespace: test
        name: hello
        description: A model.
        category: other
        kernel: swift-6
        resources: {gpu: {count: 0, vram: 0, type: none}, ram: 1}
        inputs: {}
        outputs:
            text: {type: string}

        """

    init() throws {
        directory = try TestDirectory()
        path = "\(directory.path)/vision/hello"
        try write()
    }

    private func write(manifest: String = manifest, code: String = "struct Inference {}\n") throws {
        try directory.write("vision/hello/inf.yml", manifest)
        try directory.write("vision/hello/Inference.swift", code)
    }

    private func lock() throws -> LockedModel {
        let content = try ModelContent(directory: path)
        let entry = ModelLock.Entry(source: nil, added: "", hash: try content.hash(), files: content.files)
        return LockedModel(name: "hello", entry: entry, registry: "\(directory.path)/vision")
    }

    @Test func `a model as it was pinned is accepted`() throws {
        let locked = try lock()
        try locked.check(try Registry.model(at: path))
        try locked.check(try ModelSources(directory: path))
    }

    @Test func `a manifest that was read before it was put back is refused`() throws {
        let locked = try lock()
        try write(manifest: Self.manifest.replacing("A model.", with: "Another model."))
        let read = try Registry.model(at: path)
        try write()
        let error = #expect(throws: RunnerError.self) { try locked.check(read) }
        #expect(error?.code == .modelChanged && error?.items == ["inf.yml: changed"])
    }

    @Test func `a manifest that was changed after it was read is refused, once`() throws {
        let locked = try lock()
        let read = try Registry.model(at: path)
        try write(manifest: Self.manifest + "# changed\n")
        let error = #expect(throws: RunnerError.self) { try locked.check(read) }
        #expect(error?.items == ["inf.yml: changed"])
    }

    @Test func `sources that were read before they were put back are refused`() throws {
        let locked = try lock()
        try write(code: "struct Inference { let evil = true }\n")
        let changed = try ModelSources(directory: path)
        try write()
        let error = #expect(throws: RunnerError.self) { try locked.check(changed) }
        #expect(error?.code == .modelChanged && error?.items == ["Inference.swift: changed"])
    }

    @Test func `sources with a file that is not pinned are refused`() throws {
        let locked = try lock()
        try directory.write("vision/hello/More.swift", "")
        let more = try ModelSources(directory: path)
        let error = #expect(throws: RunnerError.self) { try locked.check(more) }
        #expect(error?.items == ["More.swift: additional"])
    }

    @Test func `a model is found in the lock by its path, and by where a link leads`() throws {
        let entry = try lock().entry
        let file = ModelLockFile(registry: "\(directory.path)/vision")
        try file.whileAlone { _ in try file.write(ModelLock(models: ["hello": entry])) }
        #expect(try LockedModel.find(path)?.name == "hello")
        #expect(try LockedModel.find("\(directory.path)/vision/../vision/hello/")?.name == "hello")
        try directory.write("elsewhere/keep", "")
        #expect(symlinkat(path, AT_FDCWD, "\(directory.path)/elsewhere/alias") == 0)
        #expect(try LockedModel.find("\(directory.path)/elsewhere/alias")?.name == "hello")
        #expect(try LockedModel.find("\(directory.path)/elsewhere") == nil)
    }
}
