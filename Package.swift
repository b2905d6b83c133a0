// swift-tools-version: 6.2

import PackageDescription

// Warnings stop the build in CI only, so that a newer compiler's warning never keeps a user from building.
let strict: [SwiftSetting] = Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)]
let settings: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ] + strict

let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let server: [Target.Dependency] = [
    .product(name: "HTTPTypes", package: "swift-http-types"),
    .product(name: "HummingbirdCore", package: "hummingbird"),
    .product(name: "Logging", package: "swift-log"),
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
]

/// A module of the project.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// A C library of the system, named as pkg-config names it.
func library(_ name: String, pkgConfig: String, apt: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

/// A program of the project.
func program(_ name: String, _ dependencies: [Target.Dependency], linker: [LinkerSetting] = []) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: settings, linkerSettings: linker)
}

/// Puts Swift's libraries into a program that loads no models, which halves the time until it starts.
///
/// The compiler names a library for what is imported only, so what Foundation itself is made of is named here. The
/// linker is the toolchain's own, which needs no order among them.
let withSwiftInside: [LinkerSetting] =
    [.unsafeFlags(["-static-stdlib", "-use-ld=lld"])]
    + [
        "Foundation", "FoundationInternationalization", "FoundationEssentials", "_FoundationCollections",
        "_FoundationICU", "CoreFoundation", "_FoundationCShims", "swiftSynchronization",
    ].map { .linkedLibrary($0) }

/// The tests of a module; files that they read by themselves are left out of the build.
func tests(_ name: String, _ dependencies: [Target.Dependency], reading files: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: files, swiftSettings: settings)
}

/// A program that measures.
func benchmark(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name,
        dependencies: dependencies,
        path: "Benchmarks/\(name)",
        swiftSettings: settings,
        linkerSettings: withSwiftInside
    )
}

let package = Package(
    name: "runner",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // C libraries
        library("CYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev"),
        library("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
        library("CCrypto", pkgConfig: "libcrypto", apt: "libssl-dev"),

        // Values: no sockets, no clocks, no environment
        module("Diagnostics"),
        module("YAML", ["CYAML", "Diagnostics"]),
        module("Media"),
        module("ModelManifest", ["Diagnostics", "Media", "YAML"]),
        module("Validation", ["Diagnostics", "ModelManifest", "YAML"]),
        module("Hashing", ["CCrypto"]),

        // The kit: all that a model may import
        module("InferenceKit"),
        module("VisionHelper", ["InferenceKit"]),

        // Edges
        module("RequestSigning", ["Hashing", "InferenceKit"]),
        module("CurlTransport", ["CCurl", "InferenceKit"]),
        module("Staging", ["Hashing", "InferenceKit", "RequestSigning"]),
        module("WorkerProtocol", ["InferenceKit"]),
        module("RunStore", ["InferenceKit", grdb]),
        module("ModelBuild", ["Hashing", subprocess, systemPackage]),
        module(
            "RunnerCore",
            [
                "Diagnostics", "Hashing", "InferenceKit", "Media", "ModelBuild", "ModelManifest", "RunStore",
                "WorkerProtocol", subprocess, systemPackage,
            ]
        ),
        module(
            "VisionEmulator",
            ["Hashing", "InferenceKit", "RequestSigning", subprocess, systemPackage] + server
        ),

        // Programs
        program(
            "runner",
            [
                "Diagnostics", "InferenceKit", "Media", "ModelBuild", "ModelManifest", "RunStore", "RunnerCore",
                "Validation", "WorkerProtocol", arguments,
            ],
            linker: withSwiftInside
        ),
        // Models find the kit's code in the worker that loads them.
        program(
            "runner-worker",
            ["CurlTransport", "InferenceKit", "RequestSigning", "Staging", "VisionHelper", "WorkerProtocol"],
            linker: [.unsafeFlags(["-Xlinker", "--export-dynamic"])]
        ),
        program(
            "runner-emulator",
            [
                "CurlTransport", "InferenceKit", "VisionEmulator", arguments,
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            linker: withSwiftInside
        ),

        // Tests
        .target(
            name: "TestSupport",
            dependencies: ["CurlTransport", "InferenceKit", subprocess, systemPackage],
            path: "Tests/TestSupport",
            swiftSettings: settings
        ),
        tests("DiagnosticsTests", ["Diagnostics"]),
        tests("YAMLTests", ["Diagnostics", "YAML"]),
        tests("MediaTests", ["Media"]),
        tests(
            "ModelManifestTests",
            ["Diagnostics", "Media", "ModelManifest", "YAML"],
            reading: ["Fixtures", "SchemaCheck"]
        ),
        tests("ValidationTests", ["Diagnostics", "ModelManifest", "TestSupport", "Validation"]),
        tests("HashingTests", ["Hashing"]),
        tests("InferenceKitTests", ["InferenceKit", "TestSupport"]),
        tests("VisionHelperTests", ["InferenceKit", "TestSupport", "VisionHelper"]),
        tests("RequestSigningTests", ["Hashing", "InferenceKit", "RequestSigning"], reading: ["Vectors"]),
        tests("CurlTransportTests", ["CurlTransport", "InferenceKit"]),
        tests("StagingTests", ["InferenceKit", "Staging", "TestSupport"], reading: ["s3"]),
        tests(
            "VisionEmulatorTests",
            ["CurlTransport", "InferenceKit", "RequestSigning", "VisionEmulator"],
            reading: ["sdk"]
        ),
        tests("RunnerEndToEndTests", ["InferenceKit", "TestSupport"], reading: ["Snapshots"]),
        .executableTarget(
            name: "run-store-exerciser",
            dependencies: ["InferenceKit", "RunStore"],
            path: "Tests/run-store-exerciser",
            swiftSettings: settings
        ),
        tests("RunStoreTests", ["InferenceKit", "RunStore", "run-store-exerciser", grdb], reading: ["Fixtures"]),
        // What Benchmarks/ measures; each does what the programs do with the same modules.
        benchmark(
            "hot-paths",
            ["InferenceKit", "ModelManifest", "RequestSigning", "Staging", "VisionHelper"]
        ),
        benchmark(
            "runner-bench",
            ["CurlTransport", "InferenceKit", "Media", "RequestSigning", "RunStore", "Staging", "VisionHelper"]
        ),
        tests("WorkerProtocolTests", ["InferenceKit", "WorkerProtocol"]),
        tests("PackageTests", ["InferenceKit", "TestSupport"]),
        // These compile models, which needs the kit's modules beside the tests.
        tests("ModelBuildTests", ["InferenceKit", "ModelBuild", "TestSupport", "VisionHelper"]),
        tests(
            "RunnerCoreTests",
            ["InferenceKit", "Media", "ModelManifest", "RunStore", "RunnerCore", "TestSupport", "WorkerProtocol"]
        ),
    ]
)
