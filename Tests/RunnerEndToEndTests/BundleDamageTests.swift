import Foundation
import InferenceKit
import TestSupport
import Testing

/// Bundles that are not as they were built, or not on the machine that they were built for.
struct BundleDamageTests {
    struct Damage: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var message: String
        var change: @Sendable (BundleScene) throws -> Void

        init(_ name: String, _ message: String, change: @escaping @Sendable (BundleScene) throws -> Void) {
            testDescription = name
            self.message = message
            self.change = change
        }
    }

    private static let model = "vision/greeter"

    static let damages = [
        Damage("an edited source", "its Swift files changed after it was compiled") {
            try $0.replace("\(model)/Inference.swift", "Hello", with: "Howdy")
        },
        Damage("a tampered object", "model.so' changed after it was compiled") {
            try $0.replace("\(model)/compiled/model.so", "Hello", with: "Howdy")
        },
        Damage("a missing object", "model.so' cannot be read") {
            try FileManager.default.removeItem(atPath: "\($0.root)/\(model)/compiled/model.so")
        },
        Damage("a foreign architecture", "it was built by runner 0.1.0 for riscv64, and this machine is ") {
            let architecture = try JSONValue(
                parsing: Array(TestDirectory.text("\($0.root)/\(model)/compiled/model.json").utf8)
            )["architecture"]?.string
            try $0.replace("\(model)/compiled/model.json", architecture ?? "", with: "riscv64")
        },
        Damage("another kit", "it was built by another build of runner (0.1.0)") {
            try $0.replace("lib/modules/VisionHelper.swiftmodule") { $0 + [0] }
        },
        Damage("a record that is none", "this version cannot read '") {
            try $0.replace("\(model)/compiled/model.json") { $0.dropLast(20) }
        },
        Damage("an object behind a link", "model.so' is neither a file nor a directory") {
            let path = "\($0.root)/\(model)/compiled/model.so"
            try FileManager.default.moveItem(atPath: path, toPath: "\($0.outside)/model.so")
            try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "\($0.outside)/model.so")
        },
        Damage("a directory that everybody can write to", "other users can write to '") {
            try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: "\($0.root)/\(model)")
        },
    ]

    @Test(arguments: damages)
    func `without a compiler, a model that is not as it was built is refused with the reason`(
        _ damage: Damage
    ) async throws {
        let bundle = try await BundleScene()
        try damage.change(bundle)
        let run = try await bundle.run(["predict", "greeter"])
        #expect(run.status == 78, "\(run.summary)")
        #expect(run.errors.hasPrefix("error: the compiled model in '\(bundle.root)/vision/greeter' is not used: "))
        #expect(run.errors.contains(damage.message), "\(run.summary)")
        #expect(run.errors.contains("help: build the bundle again with 'runner build'"))
        let other = try await bundle.run(["predict", "dater"])
        #expect(damage.testDescription == "another kit" || other.status == 0, "\(other.summary)")
        let doctor = try await bundle.run(["doctor", "--endpoint", "http://127.0.0.1:9"])
        #expect(doctor.output.contains("toolchain  failed   the compiled model in "), "\(doctor.summary)")
    }

    @Test func `with a compiler, a changed model is compiled, which is said`() async throws {
        let bundle = try await BundleScene()
        try bundle.replace("vision/greeter/Inference.swift", "Hello", with: "Howdy")
        let run = try await bundle.run(["predict", "greeter"], compiler: nil)
        #expect(run.output == "{\"greeting\":\"Howdy, Ada!\"}\n", "\(run.summary)")
        #expect(run.errors.contains("its Swift files changed after it was compiled\ncompiling the model\n"))
    }

    @Test func `compiled code is loaded by the programs of its own bundle only`() async throws {
        let bundle = try await BundleScene()
        let stranger = "\(bundle.outside)/stranger"
        try FileManager.default.copyItem(atPath: "\(bundle.root)/vision/greeter", toPath: stranger)
        let refused = try await bundle.run(["predict", stranger])
        #expect(refused.status == 78, "\(refused.summary)")
        #expect(refused.errors.contains("is not used: only the programs of the bundle that it belongs to load it"))
        let compiled = try await bundle.run(["predict", stranger], compiler: nil)
        #expect(compiled.output == "{\"greeting\":\"Hello, Ada!\"}\n", "\(compiled.summary)")
        #expect(compiled.errors == "compiling the model\n")
    }

    @Test(arguments: [
        ("libcurl.so.4", "libcurl.so.9", "is incomplete"), ("libswiftCore.so", "libswiftC0re.so", "is incomplete"),
    ])
    func `a library that is missing is named by predict and by doctor`(
        _ library: String,
        _ missing: String,
        _ help: String
    ) async throws {
        let bundle = try await BundleScene()
        try bundle.replace("bin/runner-worker", library, with: missing)
        let run = try await bundle.run(["predict", "greeter"])
        #expect(run.status == 78, "\(run.summary)")
        #expect(run.errors.contains("does not start: this system has no '\(missing)'"), "\(run.summary)")
        #expect(run.errors.contains("help: the bundle \(help)"))
        try bundle.replace("bundle.json", "\"\(library)\"", with: "\"\(missing)\"")
        guard library.hasPrefix("libcurl") else { return }
        let doctor = try await bundle.run(["doctor", "--endpoint", "http://127.0.0.1:9"])
        #expect(doctor.output.contains("this system has no '\(missing)'"), "\(doctor.summary)")
        #expect(doctor.output.contains("help: install "), "\(doctor.summary)")
    }
}
