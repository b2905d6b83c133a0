import Foundation
import InferenceKit
import TestSupport
import Testing

/// `runner build`, and what runs of a bundle where there is no Swift.
struct BundleTests {
    @Test func `a bundle holds what it needs and nothing else, and says so`() async throws {
        let build = try await BundleScene.build
        #expect(build.output.hasSuffix("/out/bundle\n"), "\(build.summary)")
        #expect(build.errors.contains("compiling dater\ncompiling greeter\n"), "\(build.summary)")
        #expect(build.errors.contains("2 models, "))
        let bundle = try await BundleScene()
        let check = try await run(
            "/usr/bin/env",
            ["sha256sum", "--check", "--strict", "--quiet", "MANIFEST.sha256"],
            in: bundle.root
        )
        #expect(check.status == 0, "\(check.summary)")
        let listed = try TestDirectory.text("\(bundle.root)/MANIFEST.sha256").split(separator: "\n").map {
            $0.dropFirst(66)
        }
        let found = try await run("/usr/bin/env", ["find", ".", "-type", "f", "-printf", "%P\n"], in: bundle.root)
        #expect(Set(found.output.split(separator: "\n")) == Set(listed + ["MANIFEST.sha256"]))
        #expect(
            listed.filter { $0.hasPrefix("vision/") }.sorted() == [
                "vision/dater/Inference.swift", "vision/dater/Words.swift", "vision/dater/compiled/model.json",
                "vision/dater/compiled/model.so", "vision/dater/inf.yml", "vision/dater/words/list.txt",
                "vision/greeter/Inference.swift", "vision/greeter/compiled/model.json",
                "vision/greeter/compiled/model.so",
                "vision/greeter/inf.yml",
            ]
        )
        for name in [
            "runner/LICENSE", "runner/NOTICE", "swift/LICENSE.txt", "GRDB.swift/LICENSE", "hummingbird/NOTICE.txt",
        ] {
            #expect(listed.contains("licenses/\(name)"), "\(name)")
        }
        #expect(!listed.contains("lib/swift/libXCTest.so"))
        let readme = try TestDirectory.text("\(bundle.root)/README.md")
        for library in ["libcurl.so.4", "libyaml-0.so.2", "libsqlite3.so.0", "libcrypto.so.3"] {
            #expect(readme.contains("`\(library)`"), "\(readme)")
        }
        #expect(!readme.contains("libswift"))
    }

    @Test func `its programs look for libraries in the bundle only`() async throws {
        let bundle = try await BundleScene()
        for (file, place) in [
            // Three hold Swift's libraries themselves, and look for none.
            ("bin/runner", "$ORIGIN"), ("bin/runner-worker", "$ORIGIN/../lib/swift"),
            ("bin/runner-emulator", "$ORIGIN"), ("bin/runner-server", "$ORIGIN"),
            ("vision/greeter/compiled/model.so", "$ORIGIN/../../../lib/swift"),
        ] {
            let dynamic = try await run("/usr/bin/env", ["readelf", "--dynamic", "\(bundle.root)/\(file)"])
            let lines = dynamic.output.split(separator: "\n").filter { $0.contains("RUNPATH") || $0.contains("RPATH") }
            #expect(lines.allSatisfy { $0.hasSuffix("[\(place)]") }, "\(file): \(lines)")
            #expect(file != "bin/runner-worker" || lines.count == 1)
        }
    }

    @Test func `a moved bundle predicts without a compiler, also behind a symbolic link`() async throws {
        let bundle = try await BundleScene()
        let list = try await bundle.run(["list"])
        #expect(list.output.contains("test/dater") && list.output.contains("test/greeter"), "\(list.summary)")
        let run = try await bundle.run(["predict", "greeter", "--input", "name=Grace"])
        #expect(run.status == 0, "\(run.summary)")
        #expect(run.output == "{\"greeting\":\"Hello, Grace!\"}\n")
        #expect(run.errors == "")
        let link = "\(bundle.outside)/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: bundle.root)
        let linked = try await TestSupport.run(
            "\(link)/bin/runner",
            ["predict", "--registry", "\(link)/vision", "test/greeter", "-i", "name=Grace"],
            environment: [
                "RUNNER_SWIFTC": "/nowhere/swiftc", "RUNNER_CACHE": "\(bundle.outside)/cache",
                "RUNNER_STATE": "\(bundle.outside)/runs.sqlite",
            ],
            in: bundle.outside
        )
        #expect(linked.output == run.output, "\(linked.summary)")
        #expect(linked.errors == "")
        #expect(!FileManager.default.fileExists(atPath: "\(bundle.outside)/cache/models"))
    }

    @Test func `a registry that is named or near goes before the bundle's own`() async throws {
        let bundle = try await BundleScene()
        let models = try TestModels()
        try models.write("vision/other", predict: #"Output(greeting: "")"#)
        for directory in [models.directory.path, bundle.outside] {
            let named = directory == bundle.outside ? ["--registry", models.path("vision")] : []
            let list = try await TestSupport.run("\(bundle.root)/bin/runner", ["list"] + named, in: directory)
            let names = list.output.split(separator: "\n").dropFirst().map { $0.prefix { $0 != " " } }
            // What came with the program is found last, and not at all beside a registry that was named.
            #expect(names.first?.hasSuffix("other") == true, "\(list.summary)")
            #expect(names.contains("test/greeter") == named.isEmpty, "\(list.summary)")
        }
    }

    @Test func `doctor finds everything well without a compiler`() async throws {
        let bundle = try await BundleScene()
        try await EmulatorRun.with { emulator in
            let doctor = try await bundle.run(["doctor"], environment: emulator.environment)
            #expect(doctor.status == 0, "\(doctor.summary)")
            for line in ["toolchain  ok       none found, and none needed", "bundle     ok       runner "] {
                #expect(doctor.output.contains(line), "\(doctor.summary)")
            }
            try bundle.replace("README.md", "bundle", with: "bunch")
            let changed = try await bundle.run(["doctor"], environment: emulator.environment)
            #expect(changed.status == 0, "\(changed.summary)")
            #expect(changed.output.contains("1 of "), "\(changed.summary)")
            #expect(changed.output.contains(" files differ from the build: 'README.md'"), "\(changed.summary)")
        }
        let validate = try await bundle.run(["validate"])
        #expect(validate.status == 0, "\(validate.summary)")
        #expect(validate.errors.contains("2 manifests checked, 0 errors"))
    }

    @Test(.enabled(if: Isolation.isPossible, "needs root and unshare"))
    func `with the toolchain hidden, another user predicts from a directory that cannot be written`() async throws {
        let bundle = try await BundleScene()
        let home = try TestDirectory()
        for path in [bundle.outside, home.path] {
            try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: path)
        }
        for (model, greeting) in [("greeter", "Hello, Ada!"), ("dater", "1.234.567,5")] {
            let run = try await Isolation.run(
                "\(bundle.root)/bin/runner",
                ["predict", model],
                readOnly: bundle.root,
                environment: ["HOME": home.path, "RUNNER_SWIFTC": "/nowhere/swiftc"],
                in: home.path
            )
            #expect(run.status == 0, "\(run.summary)")
            #expect(run.output == "{\"greeting\":\"\(greeting)\"}\n", "\(run.summary)")
        }
        // What needs the toolchain's libraries does not run there.
        let built = try await Isolation.run(
            "\(Project.products)/runner-worker",
            ["--probe"],
            readOnly: bundle.root,
            environment: [:],
            in: home.path
        )
        #expect(built.status == 127 && built.errors.contains("shared libraries: libswift"), "\(built.summary)")
    }
}

/// Runs programs as if there were no Swift on this machine.
enum Isolation {
    /// The directory of Swift's libraries, as the compiler names it.
    private static let runtime: String? = {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["swiftc", "-print-target-info"]
        let pipe = Pipe()
        process.standardOutput = pipe
        guard (try? process.run()) != nil else { return nil }
        let info = try? JSONValue(parsing: Array(pipe.fileHandleForReading.readDataToEndOfFile()))
        return info?["paths"]?["runtimeResourcePath"]?.string
    }()

    /// Whether this user may hide directories.
    static let isPossible: Bool = {
        guard geteuid() == 0, runtime != nil else { return false }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["unshare", "--mount", "setpriv", "--reuid=65534", "--clear-groups", "true"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    /// Runs a program as a user without rights, with Swift's directory hidden and another one made read-only.
    static func run(
        _ program: String,
        _ arguments: [String],
        readOnly directory: String,
        environment: [String: String],
        in workingDirectory: String
    ) async throws -> ProgramRun {
        let script = """
            set -eu
            mount -t tmpfs none "$1"; mount --bind "$2" "$2"; mount -o remount,bind,ro "$2"; shift 2
            ! touch "$(dirname "$1")/probe" 2>/dev/null
            exec setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
            """
        return try await TestSupport.run(
            "/usr/bin/env",
            ["unshare", "--mount", "sh", "-c", script, "sh", runtime ?? "", directory, program] + arguments,
            environment: environment,
            in: workingDirectory
        )
    }
}
