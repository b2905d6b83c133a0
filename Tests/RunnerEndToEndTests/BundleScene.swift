import Foundation
import TestSupport
import Testing

/// A bundle that was built once, and copies of it that tests may damage.
///
/// Files are shared by links between the copies: a test replaces a file and never writes into it.
struct BundleScene {
    /// The copy's directory.
    let root: String
    private let directory: TestDirectory

    /// The models, and the bundle that was made of them.
    private struct Original {
        var models: TestModels
        var root: String
        var build: ProgramRun
    }

    private static let original = Task {
        let models = try TestModels()
        try models.write("greeter", predict: #"Output(greeting: "Hello, \(input.name)!")"#)
        try models.write("dater", predict: "Output(greeting: greeting())")
        // What the worker itself is not linked with, and what is not a model's source.
        try models.directory.write(
            "dater/Words.swift",
            """
            import Foundation

            func greeting() -> String {
                let formatter = NumberFormatter()
                formatter.locale = Locale(identifier: "de_DE")
                formatter.numberStyle = .decimal
                return formatter.string(from: 1234567.5) ?? ""
            }

            """
        )
        try models.directory.write("dater/words/list.txt", "some words\n")
        try models.directory.write("dater/.hidden", "")
        let root = models.path("out/bundle")
        let build = try await TestSupport.run(
            "runner",
            ["build", "--registry", models.directory.path, "--output", root]
        )
        return Original(models: models, root: root, build: build)
    }

    /// How the bundle was made.
    static var build: ProgramRun { get async throws { try await original.value.build } }

    /// Makes a copy.
    init() async throws {
        directory = try TestDirectory()
        root = "\(directory.path)/moved/the bundle"
        let original = try await Self.original.value
        try #require(original.build.status == 0, "\(original.build.summary)")
        try FileManager.default.createDirectory(atPath: "\(directory.path)/moved", withIntermediateDirectories: true)
        let copy = try await TestSupport.run("/usr/bin/env", ["cp", "-al", original.root, root])
        try #require(copy.status == 0, "\(copy.summary)")
    }

    /// The directory around the copy, which holds no registry.
    var outside: String { directory.path }

    /// Runs a program of the bundle, where there is no compiler unless another is named.
    func run(
        _ arguments: [String],
        compiler: String? = "/nowhere/swiftc",
        environment: [String: String] = [:]
    ) async throws -> ProgramRun {
        var environment = environment.merging(["RUNNER_CACHE": "\(directory.path)/cache"]) { given, _ in given }
        environment["RUNNER_SWIFTC"] = compiler
        return try await TestSupport.run(
            "\(root)/bin/runner",
            arguments,
            environment: environment,
            in: directory.path
        )
    }

    /// Puts another content in a file's place.
    func replace(_ name: String, _ change: (Data) -> Data) throws {
        let url = URL(filePath: "\(root)/\(name)")
        let data = try Data(contentsOf: url)
        let permissions = try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions]
        try FileManager.default.removeItem(at: url)
        try change(data).write(to: url)
        try FileManager.default.setAttributes([.posixPermissions: permissions ?? 0o644], ofItemAtPath: url.path)
    }

    /// Replaces a text in a file.
    func replace(_ name: String, _ text: String, with other: String) throws {
        try replace(name) { data in
            var data = data
            while let range = data.range(of: Data(text.utf8)) { data.replaceSubrange(range, with: Data(other.utf8)) }
            return data
        }
    }
}
