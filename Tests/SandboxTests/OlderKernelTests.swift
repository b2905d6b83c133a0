import Sandbox
import TestSupport
import Testing

/// What is left of the sandbox on kernels that lack parts of it.
struct OlderKernelTests {
    struct Case: CustomTestStringConvertible {
        var landlock: Int
        var hasSeccomp = true
        var risks: [String]
        var confinesForeignCode: Bool

        var testDescription: String { "Landlock \(landlock), seccomp \(hasSeccomp)" }
    }

    private static let files = "a model can read and change every file that you can"
    private static let calls = "a model can start programs and signal your other processes"
    private static let ports = "a model can connect to every TCP port"

    @Test(arguments: [
        Case(landlock: 7, risks: [], confinesForeignCode: true),
        Case(landlock: 4, risks: [], confinesForeignCode: true),
        Case(landlock: 3, risks: [ports], confinesForeignCode: true),
        Case(landlock: 1, risks: [ports], confinesForeignCode: true),
        Case(landlock: 0, risks: [files, ports], confinesForeignCode: false),
        Case(landlock: 7, hasSeccomp: false, risks: [calls], confinesForeignCode: false),
        Case(landlock: 0, hasSeccomp: false, risks: [files, calls, ports], confinesForeignCode: false),
    ])
    func `what a kernel lacks is known`(_ example: Case) {
        let support = SandboxSupport(landlockVersion: example.landlock, hasSeccomp: example.hasSeccomp)
        #expect(support.gaps.map(\.risk) == example.risks)
        #expect(support.confinesForeignCode == example.confinesForeignCode)
        #expect(support.gaps.allSatisfy { !$0.remedy.isEmpty })
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7])
    func `every version of Landlock confines files, and the filter the rest`(_ version: Int) async throws {
        guard version <= SandboxSupport.ofThisKernel.landlockVersion else { return }
        var exerciser = try Exerciser()
        exerciser.version = "\(version)"
        exerciser.rules.network = .local(ports: [])
        let file = try exerciser.file("file")
        let outcomes = try await exerciser.outcomes([
            "read=\(file)", "truncate=\(file)", "create=\(exerciser.directory.path)/scratch/a", "kill=1", "unix",
            "exec",
            "connect=1",
        ])
        let connection = version < 4 ? "ECONNREFUSED" : "EACCES"
        #expect(outcomes == ["EACCES", "EACCES", "ok", "EPERM", "EAFNOSUPPORT", "EPERM", connection])
        #expect(try exerciser.directory.read("file") == "text")
    }

    @Test func `without Landlock, the filter alone still works`() async throws {
        var exerciser = try Exerciser()
        exerciser.version = "0"
        let file = try exerciser.file("file")
        let outcomes = try await exerciser.outcomes(["read=\(file)", "truncate=\(file)", "exec", "unix"])
        #expect(outcomes == ["ok", "EACCES", "EPERM", "EAFNOSUPPORT"])
    }
}
