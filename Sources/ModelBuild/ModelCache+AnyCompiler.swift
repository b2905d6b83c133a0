internal import FoundationEssentials
internal import Glibc

extension ModelCache {
    /// The name of the note that says under which key a model was compiled last.
    private static let noteName = "compiled-as"

    /// Returns a compiled model for a machine whose compiler is gone.
    ///
    /// The modules that a model imports were made by the compiler of this program and are part of the key, so code that was
    /// compiled with these modules fits this program, even if the compiler has changed.
    ///
    /// - Parameters:
    ///   - sources: The model's files.
    ///   - kit: The modules that the model imports.
    /// - Returns: The path of the shared object; `nil` if the model was never compiled with these modules.
    /// - Throws: ``ModelBuildError`` with `cache-unusable` or `no-kit`.
    package func sharedObject(ofAnyCompiler sources: ModelSources, _ kit: ModelKit) throws(ModelBuildError) -> String? {
        guard let bytes = FileManager.default.contents(atPath: try note(sources, kit)), bytes.count == 32 else {
            return nil
        }
        guard let key = ContentKey(String(decoding: bytes, as: UTF8.self)) else { return nil }
        return try sharedObject(for: key)
    }

    /// Notes under which key a model was compiled; a failure costs no more than a compilation.
    func noteCompilation(of sources: ModelSources, _ kit: ModelKit, as key: ContentKey) {
        guard let path = try? note(sources, kit) else { return }
        let directory = path.dropLast(Self.noteName.count + 1)
        mkdir(String(directory), 0o700)
        let new = "\(path).\(getpid())"
        guard FileManager.default.createFile(atPath: new, contents: Data(key.description.utf8)) else { return }
        if rename(new, path) != 0 { unlink(new) }
    }

    private func note(_ sources: ModelSources, _ kit: ModelKit) throws(ModelBuildError) -> String {
        let key = try ContentKey(
            sources: sources,
            entry: ModelCompiler.entrySource,
            kit: kit.contents(),
            compiler: "any"
        )
        return "\(directory)/\(key)/\(Self.noteName)"
    }
}
