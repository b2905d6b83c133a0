import ErrorReporting
import ModelSupply
import Testing
import WorkerProtocol

/// A model that declares a host at the port of the server that runs it.
struct OwnPortTests {
    private func sandbox(ownPort: UInt16?) -> ModelSandbox {
        ModelSandbox("/model", library: "/cache/x/model.so", Installation(environment: [:], ownPort: ownPort))
    }

    private func ports(_ sandbox: ModelSandbox, hosts: [String]) -> [String] {
        let arguments = sandbox.argumentsForCheck(WorkerSettings(hosts: hosts))
        return zip(arguments, arguments.dropFirst()).filter { $0.0 == "--port" }.map(\.1).sorted()
    }

    @Test func `it is refused and cannot connect`() {
        let hosts = ["evil.example:18036", "good.example:8443"]
        #expect(throws: RunnerError.self) { try sandbox(ownPort: 18_036).check(hosts: hosts) }
        #expect(ports(sandbox(ownPort: 18_036), hosts: hosts) == ["443", "53", "8443"])
    }

    @Test(arguments: [nil, 443, 8_020] as [UInt16?])
    func `other ports stay, and that of https does`(_ ownPort: UInt16?) throws {
        let hosts = ["service.example", "good.example:8443"]
        try sandbox(ownPort: ownPort).check(hosts: hosts)
        #expect(ports(sandbox(ownPort: ownPort), hosts: hosts).contains("443"))
        #expect(ports(sandbox(ownPort: ownPort), hosts: hosts).contains("8443"))
    }
}
