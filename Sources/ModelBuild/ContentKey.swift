internal import Hashing

/// What a compiled model was made of; two models with the same key are the same.
package struct ContentKey: Sendable, Hashable, CustomStringConvertible {
    /// 32 hexadecimal digits.
    package let description: String

    /// Reads a key; `nil` for a text that is none.
    ///
    /// - Parameter text: 32 hexadecimal digits.
    init?(_ text: String) {
        guard text.utf8.count == 32, text.allSatisfy(\.isHexDigit) else { return nil }
        description = text
    }

    /// Hashes everything that the compiled model depends on.
    ///
    /// - Parameters:
    ///   - sources: The model's files, by name and content.
    ///   - entry: The source text that the runner adds.
    ///   - kit: The modules that the model imports.
    ///   - toolchain: The compiler.
    /// - Throws: ``ModelBuildError`` with `no-kit` if a module cannot be read, `cache-unusable` if hashing fails.
    package init(
        sources: ModelSources,
        entry: String,
        kit: ModelKit,
        toolchain: Toolchain
    ) throws(ModelBuildError) {
        try self.init(
            sources: sources,
            entry: entry,
            kit: kit.contents(),
            compiler: toolchain.fingerprint
        )
    }

    /// Hashes the parts of a key.
    ///
    /// - Parameters:
    ///   - sources: The model's files, by name and content.
    ///   - entry: The source text that the runner adds.
    ///   - kit: The bytes of the modules that the model imports.
    ///   - compiler: What distinguishes the compiler from all others.
    /// - Throws: ``ModelBuildError`` with `cache-unusable` if hashing fails.
    init(sources: ModelSources, entry: String, kit: [[UInt8]], compiler: String) throws(ModelBuildError) {
        var parts = [Array("model-2".utf8), Array(compiler.utf8), Array(sources.moduleName.utf8)]
        parts.append(Array(entry.utf8))
        parts += sources.parts
        parts += kit
        description = String(try hexDigest(of: parts).prefix(32))
    }
}

/// Hashes parts, each preceded by its length, so that different lists of parts never give the same bytes.
///
/// - Parameter parts: The parts, in order.
/// - Returns: A SHA-256 in hexadecimal digits.
/// - Throws: ``ModelBuildError`` with `cache-unusable`.
func hexDigest(of parts: [[UInt8]]) throws(ModelBuildError) -> String {
    do {
        var hash = try SHA256()
        for part in parts {
            try hash.update(Array("\(part.count):".utf8).span)
            try hash.update(part.span)
        }
        return try hash.finalize().hex
    } catch {
        throw ModelBuildError(
            .cacheUnusable,
            "the model cannot be hashed: \(error)",
            help: "check the installation of OpenSSL"
        )
    }
}
