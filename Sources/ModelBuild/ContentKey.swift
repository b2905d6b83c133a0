internal import Hashing

/// What a compiled model was made of; two models with the same key are the same.
package struct ContentKey: Sendable, Hashable, CustomStringConvertible {
    /// 32 hexadecimal digits.
    package let description: String

    /// Hashes everything that the compiled model depends on.
    ///
    /// - Parameters:
    ///   - sources: The model's files, by name and content.
    ///   - entry: The source text that the runner adds.
    ///   - kit: The modules that the model imports.
    ///   - toolchain: The compiler.
    /// - Throws: ``ModelBuildError`` with `no-kit` when a module cannot be read, `cache-unusable` when hashing fails.
    package init(
        sources: ModelSources,
        entry: String,
        kit: ModelKit,
        toolchain: Toolchain
    ) throws(ModelBuildError) {
        var parts = [Array("model-1".utf8), Array(toolchain.fingerprint.utf8), Array(sources.moduleName.utf8)]
        parts.append(Array(entry.utf8))
        parts += sources.parts
        parts += try kit.contents()
        description = String(try hexDigest(of: parts).prefix(32))
    }
}

/// Hashes parts with their lengths before them, so that no two lists of parts read the same.
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
