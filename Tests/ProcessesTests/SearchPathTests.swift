import Glibc
import Processes
import TestSupport
import Testing

struct SearchPathTests {
    @Test func `relative entries are ignored`() {
        let path = SearchPath(environment: ["PATH": "bin:.::/usr/bin:./x:/bin"])
        #expect(path.directories == ["/usr/bin", "/bin"])
        #expect(SearchPath(environment: [:]).directories == [])
    }

    @Test func `the first program of a name is found, and neither directories nor plain files`() throws {
        let directory = try TestDirectory()
        try directory.write("a/tool/inner", "")
        try directory.write("b/tool", "not executable")
        let program = try directory.write("c/tool", "#!/bin/sh\n")
        chmod(program, 0o755)
        let path = SearchPath(environment: [
            "PATH": ["a", "b", "c"].map { "\(directory.path)/\($0)" }.joined(separator: ":")
        ])
        // Root can read everything, but executes only what somebody may execute.
        #expect(path.program(named: "tool") == program)
        #expect(path.program(named: "other") == nil)
    }
}
