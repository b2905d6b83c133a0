import Foundation
import TestSupport
import Testing

/// The numbers of lines in `docs/another-api.md`.
struct HelperSizeTests {
    /// How many lines the Swift files under a path have.
    private static func lines(_ path: String) throws -> Int {
        let place = URL(filePath: "\(Project.directory)/Sources/\(path)")
        let files =
            path.hasSuffix(".swift")
            ? [place]
            : FileManager.default.enumerator(at: place, includingPropertiesForKeys: nil)?
                .compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" } ?? []
        return try files.reduce(0) { sum, file in
            sum + (try String(contentsOf: file, encoding: .utf8)).count { $0 == "\n" }
        }
    }

    @Test func `the page about other APIs states the real numbers of lines`() throws {
        let page = try String(contentsOfFile: "\(Project.directory)/docs/another-api.md", encoding: .utf8)
        var files: [String] = []
        for match in page.matches(of: /\|\s(`ARK.+?|`Task.+?)\s\|\s(\d+)\s\|/) {
            let names = match.1.split(separator: ", ").map { $0.trimmingPrefix("`").dropLast() }
            let sum = try names.reduce(0) { try $0 + Self.lines("ARKHelper/\($1)") }
            #expect(sum == Int(match.2), "\(match.1) has \(sum) lines")
            files += names.map(String.init)
        }
        let all = try FileManager.default.contentsOfDirectory(atPath: "\(Project.directory)/Sources/ARKHelper")
        #expect(files.sorted() == all.sorted())
        let total = try Self.lines("ARKHelper")
        let sentence =
            "That is \(Self.text(total)) lines, \((total + 2) / 5) for each call. "
            + "`VisionHelper` has \(Self.text(try Self.lines("VisionHelper"))) lines"
        #expect(page.contains(sentence), "\(sentence)")
    }

    private static func text(_ number: Int) -> String { number.formatted(.number.locale(Locale(identifier: "en_US"))) }
}
