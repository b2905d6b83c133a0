import Diagnostics
import Fuzzing
import Glibc
import ManifestChecks

@testable import Validation

/// Any bytes as a manifest to mend: it comes to an end, a second time changes nothing, and what was usable stays so.
///
/// Further findings may come to light: below a key that is renamed, all of them.
@main
enum FuzzFixes {
    static func main() {
        exit(fuzz { fuzzFixes($0, $1) })
    }
}

private func fuzzFixes(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let original = decode(Array(fuzzed: start, count))
    let fixed = FixedManifest(original, decode: decode)
    demand((fixed.count == 0) == (fixed.decoded.bytes == original.bytes), "a count of fixes that is not of changes")
    demand(original.manifest == nil || fixed.decoded.manifest != nil, "the fixes make the manifest unusable")
    let again = FixedManifest(fixed.decoded, decode: decode)
    demand(fixed.count == 0 || again.count == 0, "a second time there are \(again.count) fixes")

    // What is said about a fixed file is about that file.
    let read = decode(fixed.decoded.bytes)
    demand(read.diagnostics == fixed.decoded.diagnostics, "the findings are those of another text")
    return 0
}

private func decode(_ bytes: [UInt8]) -> DecodedManifest {
    ManifestFile.decode(bytes, path: "inf.yml")
}
