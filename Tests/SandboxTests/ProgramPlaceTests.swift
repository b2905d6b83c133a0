import Sandbox
import Testing

/// What a program that we start can read of its own.
struct ProgramPlaceTests {
    @Test(arguments: [
        ("/opt/swift-6/usr/bin/swiftc", "bin include lib lib64 libexec share", "/opt/swift-6/usr"),
        ("/home/ada/tools/usr/bin/swiftc", "bin include lib lib64 libexec share", "/home/ada/tools/usr"),
        ("/home/ada/bin/ffmpeg", "lib libexec", "/home/ada"),
        ("/home/ada/.local/bin/ffmpeg", "lib libexec", "/home/ada/.local"),
        ("/home/ada/Downloads/ffmpeg", "lib libexec", "/home/ada/Downloads"),
        ("/home/ada/ffmpeg", "lib libexec", "/home/ada"), ("/home/bin/ffmpeg", "lib libexec", "/home"),
    ])
    func `a program reads its installation, never the user's directories`(
        _ program: String,
        _ names: String,
        _ prefix: String
    ) {
        let sandbox = ProgramSandbox(confiner: "/worker", program: program, home: "/home/ada")
        let command = sandbox.command(program, [])
        let places = zip(command, command.dropFirst()).filter { $0.0 == "--execute" }.map(\.1)
        let own = places.drop { $0 != program }
        #expect(Array(own) == [program] + names.split(separator: " ").map { "\(prefix)/\($0)" })
        #expect(!places.contains { "/home/ada/.ssh".hasPrefix("\($0)/") }, "\(places)")
    }
}
