internal import Glibc

/// Where the project and the built programs are.
package enum Project {
    /// The directory of `Package.swift`.
    package static let directory = String(
        #filePath.split(separator: "/").dropLast(3).joined(separator: "/").prefixed("/")
    )

    /// The directory of the built programs, which is that of the tests.
    package static let products: String = {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let program = String(decoding: buffer.prefix(max(0, count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
        return program.split(separator: "/").dropLast().joined(separator: "/").prefixed("/")
    }()

    /// A file of `samples/`.
    package static func sample(_ name: String) -> String { "\(directory)/samples/\(name)" }
}

extension String {
    fileprivate func prefixed(_ prefix: String) -> String { prefix + self }
}
