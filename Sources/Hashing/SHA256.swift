internal import CCrypto
internal import Glibc
internal import SystemReasons

/// SHA-256 of bytes that come piece by piece, and in one call of bytes, a text or a file; FIPS 180-4.
///
/// Nothing of libcrypto is set up before the first hash.
package struct SHA256: ~Copyable {
    private let context: ContextPool.Context

    /// Starts a hash of nothing yet.
    ///
    /// - Throws: ``HashingError`` with the code `cryptography`.
    package init() throws(HashingError) {
        let context = try ContextPool.sha256.take()
        // Without an algorithm the context starts again with the one that it has.
        guard EVP_DigestInit_ex2(context.pointer, nil, nil) == 1 else {
            ContextPool.sha256.giveBack(context)
            throw .cryptography("EVP_DigestInit_ex2")
        }
        self.context = context
    }

    deinit {
        ContextPool.sha256.giveBack(context)
    }

    /// Adds the bytes that follow those added before.
    ///
    /// - Parameter bytes: Any number of bytes.
    /// - Throws: ``HashingError`` with the code `cryptography`.
    package mutating func update(_ bytes: Span<UInt8>) throws(HashingError) {
        let status = bytes.withUnsafeBufferPointer { buffer in
            EVP_DigestUpdate(context.pointer, buffer.baseAddress, buffer.count)
        }
        guard status == 1 else { throw .cryptography("EVP_DigestUpdate") }
    }

    /// Ends the hash.
    ///
    /// - Returns: The digest of all bytes added.
    /// - Throws: ``HashingError`` with the code `cryptography`.
    package consuming func finalize() throws(HashingError) -> Digest {
        try Digest(of: "EVP_DigestFinal_ex") { EVP_DigestFinal_ex(context.pointer, $0, nil) }
    }
}

// MARK: - In one call

extension SHA256 {
    /// Returns the digest of bytes in memory.
    ///
    /// - Parameter bytes: Any number of bytes.
    /// - Returns: The digest.
    /// - Throws: ``HashingError`` with the code `cryptography`.
    package static func digest(of bytes: [UInt8]) throws(HashingError) -> Digest {
        var hash = try SHA256()
        try hash.update(bytes.span)
        return try hash.finalize()
    }

    /// Returns the digest of a text's UTF-8 form.
    ///
    /// - Parameter text: Any text.
    /// - Returns: The digest.
    /// - Throws: ``HashingError`` with the code `cryptography`.
    package static func digest(of text: String) throws(HashingError) -> Digest {
        var hash = try SHA256()
        try hash.update(text.utf8.span)
        return try hash.finalize()
    }

    /// Returns the digest of a file's content, read in pieces of 256 KiB.
    ///
    /// - Parameter path: A file, or a symbolic link to one.
    /// - Returns: The digest.
    /// - Throws: ``HashingError`` with the code `file` or `cryptography`.
    package static func digest(ofFileAt path: String) throws(HashingError) -> Digest {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .file(cannot: "open", path, SystemReason.text()) }
        defer { close(descriptor) }
        return try digest(ofOpenFile: descriptor, named: path)
    }

    /// Computes the digest of an open file, whatever its path leads to by now.
    ///
    /// - Parameters:
    ///   - descriptor: The file, whose position does not change.
    ///   - path: What errors call it.
    /// - Returns: The digest of all of its bytes.
    /// - Throws: ``HashingError`` when it cannot be read.
    package static func digest(ofOpenFile descriptor: Int32, named path: String) throws(HashingError) -> Digest {
        var hash = try SHA256()
        var piece = [UInt8](repeating: 0, count: 256 << 10)
        var offset: off_t = 0
        while true {
            let count = piece.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, offset) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .file(cannot: "read", path, SystemReason.text()) }
            if count == 0 { return try hash.finalize() }
            offset += off_t(count)
            try hash.update(piece.span.extracting(first: count))
        }
    }
}
