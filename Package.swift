// swift-tools-version: 6.2

import Foundation
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
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let coreMetrics: Target.Dependency = .product(name: "CoreMetrics", package: "swift-metrics")
let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let configuration: Target.Dependency = .product(name: "Configuration", package: "swift-configuration")
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

/// Whether this system's loader reads packed addresses (DT_RELR), which saves 2 MB of memory; glibc does since 2.36.
let canLoadPackedAddresses: Bool = {
    var text = [UInt8](repeating: 0, count: 64)
    let length = text.withUnsafeMutableBytes { confstr(Int32(_CS_GNU_LIBC_VERSION), $0.baseAddress, $0.count) }
    guard length > 0, length <= text.count else { return false }
    // "glibc 2.36"
    let version = String(decoding: text[..<(length - 1)], as: UTF8.self).split(separator: " ").last ?? ""
    return !version.split(separator: ".").compactMap { Int($0) }.lexicographicallyPrecedes([2, 36])
}()

/// Puts Swift's libraries, and what they use of C++, into a program that loads no models, which halves the time until it starts.
///
/// The compiler names a library for what is imported only, so what Foundation itself is made of is named here. The
/// linker is the toolchain's own, which needs no order among them. Such a program exports nothing, which leaves the
/// linker free to drop what nobody calls.
let withSwiftInside: [LinkerSetting] =
    [
        .unsafeFlags([
            "-static-stdlib", "-use-ld=lld", "-L", "\(Context.packageDirectory)/Sources/CxxInside",
            "-Xclang-linker", "-static-libgcc", "-Xlinker", "--no-export-dynamic",
        ]),
        .unsafeFlags(canLoadPackedAddresses ? ["-Xlinker", "-z", "-Xlinker", "pack-relative-relocs"] : []),
    ]
    + [
        "Foundation", "FoundationInternationalization", "FoundationEssentials", "_FoundationCollections",
        "_FoundationICU", "CoreFoundation", "_FoundationCShims", "swiftSynchronization",
    ].map { .linkedLibrary($0) }

/// The tests of a module; files that they read by themselves are left out of the build.
func tests(_ name: String, _ dependencies: [Target.Dependency], reading files: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: files, swiftSettings: settings)
}

/// The helpers of APIs, one each, which models may import beside InferenceKit: every directory `Sources/*Helper`.
let helpers: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: "\(Context.packageDirectory)/Sources")) ?? [])
    .filter { $0.hasSuffix("Helper") }.sorted()

/// The models under `vision/` as targets, so that tests can import them and editors see them.
///
/// Users' runs do not need this: they compile a model from its directory.
///
/// `VISION_MODELS` names the directories to take, so that one which does not compile can be left out; all of them by default. SwiftPM notices a new
/// directory when this variable changes, which is why the Makefile sets it.
let models: [Target] = {
    let directory = "\(Context.packageDirectory)/vision"
    let names = { (path: String) in ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }
    let wanted = Context.environment["VISION_MODELS"].map { $0.split(separator: " ").map(String.init) }
    var modules: Set<String> = []
    return names(directory).flatMap { name -> [Target] in
        let files = names("\(directory)/\(name)")
        guard wanted?.contains(name) ?? true, files.contains("inf.yml"),
            files.contains(where: { $0.hasSuffix(".swift") })
        else { return [] }
        // The same name that `runner` compiles it under; of two directories with one module, the second is left out.
        let word = name.unicodeScalars.map {
            $0.isASCII && $0.properties.isAlphabetic || ("0"..."9").contains($0) ? Character($0) : "_"
        }
        let module = "Inference_" + String(word)
        guard modules.insert(module).inserted else { return [] }
        let model = Target.target(
            name: module,
            dependencies: ["InferenceKit"] + helpers.map { .byName(name: $0) },
            path: "vision/\(name)",
            exclude: files.filter { !$0.hasSuffix(".swift") && !$0.hasPrefix(".") },
            swiftSettings: [.swiftLanguageMode(.v6)]
        )
        guard files.contains("Tests") else { return [model] }
        let test = Target.testTarget(
            name: "\(module)Tests",
            dependencies: [.byName(name: module), "InferenceKit", "TestSupport"] + helpers.map { .byName(name: $0) },
            path: "vision/\(name)/Tests",
            swiftSettings: settings
        )
        return [model, test]
    }
}()

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
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // C libraries
        library("CYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev"),
        library("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
        library("CCrypto", pkgConfig: "libcrypto", apt: "libssl-dev"),
        .target(name: "CLinux", cSettings: [.define("_GNU_SOURCE")]),
        // Loads libpq itself, so that programs do not need it; of libpq-dev it takes the headers only.
        .target(name: "CPostgres"),

        // The kit: all that a model may import
        module("InferenceKit"),

        // Values: no sockets, no clocks, no environment
        module("Addresses"),
        module("StagingPlaces", ["Addresses", "InferenceKit", "Quantities"]),
        module("SystemReasons"),
        module("Diagnostics", ["Addresses"]),
        module("YAML", ["CYAML", "Diagnostics"]),
        module("Media"),
        module("Quantities"),
        module("EmulatedServices"),
        module("Patterns"),
        module("ModelManifest", ["Diagnostics", "EmulatedServices", "Media", "Patterns", "Quantities", "YAML"]),
        module("ManifestDecoding", ["Addresses", "Diagnostics", "Media", "ModelManifest", "Quantities", "YAML"]),
        module(
            "ManifestChecks",
            ["Diagnostics", "ManifestDecoding", "ModelManifest", "Patterns", "SystemReasons", "YAML"]
        ),
        module("ManifestDocumentation", ["ManifestDecoding", "Media", "ModelManifest", "Patterns", "Quantities"]),
        module("MediaFitting", ["InferenceKit", "Media", "ModelManifest", "Processes", "Quantities", "Sandbox"]),
        module("SubjectMasks", ["InferenceKit", "Media", "MediaFitting"]),
        module("UserSettings", ["Addresses", "Diagnostics", "ErrorReporting", "YAML"]),
        module("ModelAgreement", ["Diagnostics", "InferenceKit", "ManifestChecks", "ModelManifest"]),
        module("Validation", ["Diagnostics", "ManifestChecks", "ManifestDecoding", "SystemReasons", "YAML"]),
        module("ModelSchemas", ["InferenceKit", "Media", "ModelManifest"]),
        module("CommandGuesses", ["ModelManifest", "ModelSupply"]),
        module("ShellCompletion", ["Media", "ModelManifest"]),
        module("Hashing", ["CCrypto", "SystemReasons"]),
        module("ModelExamples", ["Diagnostics", "InferenceKit"]),
        module("ErrorReporting", ["Diagnostics", "InferenceKit"]),

        module("Sandbox", ["CLinux", "SystemReasons"]),
        module("Processes", ["Sandbox", subprocess, systemPackage]),

        // The parser's errors, as all programs print them
        module("CommandParsing", ["ErrorReporting", arguments]),

        // Edges
        module("RequestSigning", ["Addresses", "ErrorReporting", "Hashing", "InferenceKit"]),
        module("CurlTransport", ["Addresses", "CCurl", "InferenceKit", "SystemReasons"]),
        module("Staging", ["Hashing", "InferenceKit", "RequestSigning", "StagingPlaces", "SystemReasons"]),
        module("WorkerProtocol", ["InferenceKit", "StagingPlaces", "SystemReasons"]),
        module("RunStore", ["Addresses", "ErrorReporting", "Hashing", "InferenceKit", "Quantities"]),
        // The rows and statements of both kinds of store, which only differ in how they reach and lock a database.
        module("RunRows", ["InferenceKit", "RunStore"]),
        module("SQLiteRunStore", ["RunRows", "RunStore", "SystemReasons", grdb]),
        module("PostgresRunStore", ["CPostgres", "RunRows", "RunStore"]),
        module("OpenMetrics", [coreMetrics]),
        module("Uploads", ["Addresses", "Hashing", "InferenceKit", "Media", "RunStore", "SystemReasons"]),
        module("Webhooks", ["Addresses", "Hashing", "InferenceKit", "RunStore"]),
        module(
            "ModelBuild",
            [
                "Addresses", "Diagnostics", "ErrorReporting", "Hashing", "InferenceKit", "ModelManifest", "Processes",
                "Sandbox", "SystemReasons", systemPackage,
            ]
        ),
        module(
            "ModelSupply",
            [
                "Addresses", "Diagnostics", "ErrorReporting", "Hashing", "InferenceKit", "ManifestChecks",
                "ModelAgreement", "ModelBuild", "ModelExamples", "ModelManifest", "Processes", "Sandbox",
                "StagingPlaces", "SystemReasons", "WorkerProtocol", systemPackage,
            ]
        ),
        // Opens the store that is meant; the only module that knows all kinds.
        module(
            "RecordStores",
            ["Addresses", "ErrorReporting", "Hashing", "PostgresRunStore", "RunRows", "RunStore", "SQLiteRunStore"]
        ),
        module(
            "ModelInputs",
            [
                "Addresses", "Diagnostics", "ErrorReporting", "Hashing", "InferenceKit", "Media", "MediaFitting",
                "ModelExamples",
                "ModelManifest",
                "ModelSupply", "Quantities", "SystemReasons",
            ]
        ),
        module(
            "ServiceAccess",
            [
                "Addresses", "ErrorReporting", "InferenceKit", "Media", "ModelInputs", "ModelManifest", "ModelSupply",
                "Processes", "Quantities", "RunStore", "Sandbox", "StagingPlaces", "WorkerProtocol",
            ]
        ),
        module(
            "FileStores",
            [
                "Addresses", "ErrorReporting", "Hashing", "InferenceKit", "ModelInputs", "ModelOutputs", "ModelSupply",
                "RunStore", "ServiceAccess", "StagingPlaces", "SystemReasons", "WorkerProtocol",
            ]
        ),
        module("PaidAnswerFiles", ["InferenceKit", "RunStore", "SystemReasons", "WorkerProtocol"]),
        module(
            "ModelOutputs",
            [
                "Addresses", "Diagnostics", "ErrorReporting", "Hashing", "InferenceKit", "Media", "ModelInputs",
                "ModelManifest", "ModelSupply", "Quantities", "RunStore", "SystemReasons",
            ]
        ),
        // What runs may cost, and who has agreed to it.
        module(
            "Spending",
            [
                "ErrorReporting", "InferenceKit", "ModelInputs", "ModelManifest", "ModelSupply", "Quantities",
                "RunStore",
            ]
        ),
        module(
            "ModelWorkers",
            [
                "ErrorReporting", "InferenceKit", "ModelSupply", "Processes", "WorkerProtocol", systemPackage,
            ]
        ),
        module(
            "RunnerCore",
            [
                "Addresses", "Diagnostics", "ErrorReporting", "FileStores", "Hashing", "InferenceKit", "Media",
                "MediaFitting", "ModelBuild", "ModelExamples", "ModelInputs", "ModelManifest", "ModelOutputs",
                "ModelSupply", "ModelWorkers", "PaidAnswerFiles", "Processes", "RunStore", "ServiceAccess", "Spending",
                "SubjectMasks",
                "SystemReasons",
                "WorkerProtocol",
            ]
        ),
        module(
            "RunnerDoctor",
            [
                "ErrorReporting", "InferenceKit", "ModelBuild", "ModelManifest", "ModelSupply", "Processes", "RunStore",
                "RunnerCore", "Sandbox", "ServiceAccess", "Spending", "StagingPlaces", "WorkerProtocol",
            ]
        ),
        module("PictureSubjects"),
        module(
            "ServerConnections",
            [
                "Addresses", .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
            ]
        ),
        module(
            "Emulator",
            [
                "Addresses", "Diagnostics", "EmulatedServices", "ErrorReporting", "Hashing", "InferenceKit",
                "PictureSubjects", "Processes", "Quantities", "RequestSigning", "Sandbox", "ServerConnections",
                systemPackage,
            ] + server
        ),

        module("BatchFiles", ["Addresses", "Diagnostics", "ErrorReporting", "InferenceKit", "SystemReasons"]),
        module(
            "Batches",
            [
                "Addresses", "BatchFiles", "Diagnostics", "ErrorReporting", "Hashing", "InferenceKit", "Media",
                "ModelInputs", "ModelManifest", "ModelOutputs", "ModelSupply", "Quantities", "RunStore", "RunnerCore",
                "ServiceAccess", "Spending", "SystemReasons",
            ]
        ),
        module(
            "RunQueue",
            [
                "ErrorReporting", "InferenceKit", "ModelInputs", "ModelManifest", "ModelSupply", "RunStore",
                "RunnerCore", "ServiceAccess", "Spending", "ModelWorkers",
            ]
        ),
        module("APIDescription", ["InferenceKit", "ModelManifest", "ModelSchemas"]),
        .target(
            name: "RunnerPage",
            dependencies: [
                "Addresses", "Hashing", "InferenceKit", "ModelManifest", "Presentation", "Quantities", "RunStore",
            ],
            resources: [.embedInCode("Assets")],
            swiftSettings: settings
        ),
        module(
            "RunnerServer",
            [
                "APIDescription", "Addresses", "Diagnostics", "ErrorReporting", "FileStores", "Hashing", "InferenceKit",
                "ManifestChecks", "Media",
                "ModelExamples", "ModelInputs", "ModelManifest", "ModelSchemas", "ModelSupply", "OpenMetrics",
                "Quantities", "RunQueue", "RunStore", "RunnerCore", "RunnerPage", "ServerConnections", "ServiceAccess",
                "Spending", "SubjectMasks", "Uploads", "Webhooks", "WorkerProtocol", configuration, coreMetrics,
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),

        // What the command line shows
        module(
            "Presentation",
            [
                "Diagnostics", "ErrorReporting", "InferenceKit", "Media", "ModelInputs", "ModelManifest", "ModelSupply",
                "Quantities", "RunStore", "SystemReasons",
            ]
        ),
        module(
            "BatchPresentation",
            [
                "BatchFiles", "Batches", "Diagnostics", "ErrorReporting", "InferenceKit", "ModelManifest",
                "ModelSupply", "Presentation", "Quantities", "RunStore", "RunnerCore", "Spending",
            ]
        ),
        module(
            "FleetCommands",
            ["InferenceKit", "ModelSupply", "Presentation", "RunQueue", "RunStore", "RunnerCore", "WorkerProtocol"]
        ),
        module(
            "ModelAuthoring",
            [
                "Diagnostics", "ErrorReporting", "InferenceKit", "ModelExamples", "ModelInputs", "ModelManifest",
                "ModelSupply", "Presentation", "RunnerCore", "SystemReasons",
            ]
        ),

        // Programs
        program(
            "runner",
            [
                "Addresses", "BatchFiles", "BatchPresentation", "Batches", "CommandGuesses", "CommandParsing",
                "Diagnostics",
                "ErrorReporting", "FileStores", "FleetCommands", "InferenceKit", "ManifestChecks", "ManifestDecoding",
                "ManifestDocumentation", "MediaFitting", "ModelAuthoring", "ModelBuild", "ModelExamples", "ModelInputs",
                "ModelManifest", "ModelSupply", "PaidAnswerFiles", "Presentation", "Quantities", "RecordStores",
                "RunStore", "RunnerCore", "RunnerDoctor", "Sandbox", "ServiceAccess", "ShellCompletion", "SubjectMasks",
                "SystemReasons", "UserSettings", "Validation", "WorkerProtocol", arguments, "Spending",
            ],
            linker: withSwiftInside
        ),
        // Models find the kit's code in the worker that loads them; it links all helpers and imports none.
        program(
            "runner-worker",
            [
                "Addresses", "CurlTransport", "ErrorReporting", "InferenceKit", "RequestSigning", "Sandbox", "Staging",
                "StagingPlaces", "SystemReasons", "WorkerProtocol",
            ] + helpers.map { .byName(name: $0) },
            linker: [.unsafeFlags(["-Xlinker", "--export-dynamic"])]
        ),
        program(
            "runner-emulator",
            [
                "CommandParsing", "CurlTransport", "Emulator", "ErrorReporting", "InferenceKit", "Quantities",
                "Sandbox",
                arguments,
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            linker: withSwiftInside
        ),
        program(
            "runner-server",
            [
                "Addresses", "CommandParsing", "CurlTransport", "Diagnostics", "ErrorReporting", "ModelSupply",
                "Processes", "RecordStores", "RunQueue", "RunStore", "RunnerCore", "RunnerServer", "Sandbox",
                "ServerConnections", "ServiceAccess", "WorkerProtocol", arguments,
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
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
        tests("AddressesTests", ["Addresses"]),
        tests("DiagnosticsTests", ["Diagnostics"]),
        tests("QuantitiesTests", ["Quantities"]),
        tests("YAMLTests", ["Diagnostics", "YAML"]),
        tests("MediaTests", ["Media"]),
        tests("MediaFittingTests", ["Media", "MediaFitting", "TestSupport"]),
        tests("SubjectMasksTests", ["SubjectMasks"]),
        tests("UserSettingsTests", ["ErrorReporting", "TestSupport", "UserSettings"]),
        tests("RecordStoresTests", ["ErrorReporting", "RecordStores"]),
        tests("PatternsTests", ["Patterns"]),
        tests("ModelManifestTests", ["ModelManifest", "Quantities"]),
        tests(
            "ManifestChecksTests",
            ["Diagnostics", "ManifestChecks", "ManifestDecoding", "Media", "ModelManifest", "TestSupport", "YAML"],
            reading: ["Fixtures"]
        ),
        tests(
            "ManifestDocumentationTests",
            [
                "Diagnostics", "ManifestChecks", "ManifestDecoding", "ManifestDocumentation", "ModelManifest",
                "TestSupport",
            ],
            reading: ["SchemaCheck"]
        ),
        tests("ValidationTests", ["Diagnostics", "ManifestChecks", "ModelManifest", "TestSupport", "Validation"]),
        tests("ShellCompletionTests", ["ModelManifest", "ShellCompletion"]),
        tests("HashingTests", ["Hashing"]),
        tests("ErrorReportingTests", ["ErrorReporting", "InferenceKit", "TestSupport"]),
        tests("ProcessesTests", ["Processes", "Sandbox", "TestSupport", systemPackage]),
        tests("ModelExamplesTests", ["Diagnostics", "InferenceKit", "ModelExamples"]),
        tests("InferenceKitTests", ["InferenceKit", "TestSupport"]),
        tests(
            "RequestSigningTests",
            ["Hashing", "InferenceKit", "RequestSigning", "VisionHelper"],
            reading: ["Vectors"]
        ),
        tests("CurlTransportTests", ["CurlTransport", "InferenceKit"]),
        tests("StagingTests", ["InferenceKit", "Staging", "StagingPlaces", "TestSupport"], reading: ["s3"]),
        tests(
            "EmulatorTests",
            [
                "CurlTransport", "EmulatedServices", "Emulator", "InferenceKit", "PictureSubjects", "RequestSigning",
                "TestSupport",
            ],
            reading: ["sdk"]
        ),
        tests(
            "RunnerEndToEndTests",
            ["ErrorReporting", "InferenceKit", "TestSupport", "sample-front-end"],
            reading: ["HostileModels", "Shells", "Snapshots", "StandIns"]
        ),
        .executableTarget(
            name: "sample-front-end",
            dependencies: [
                "ErrorReporting", "InferenceKit", "ModelInputs", "ModelSupply", "RunStore", "RunnerCore",
                "SQLiteRunStore",
            ],
            path: "Tests/sample-front-end",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "run-store-exerciser",
            dependencies: ["InferenceKit", "PostgresRunStore", "RunStore", "SQLiteRunStore"],
            path: "Tests/run-store-exerciser",
            swiftSettings: settings
        ),
        .target(
            name: "RunStoreFixtures",
            dependencies: ["InferenceKit", "RunStore"],
            path: "Tests/RunStoreFixtures",
            swiftSettings: settings
        ),
        tests("BatchFilesTests", ["BatchFiles", "ErrorReporting", "InferenceKit", "TestSupport"]),
        tests("BatchesTests", ["Batches", "ErrorReporting", "RunnerCore", "TestSupport"]),
        tests(
            "RunQueueTests",
            [
                "ErrorReporting", "InferenceKit", "ModelInputs", "ModelSupply", "PaidAnswerFiles", "RunQueue",
                "RunStore", "RunStoreFixtures",
                "RunnerCore", "SQLiteRunStore", "Spending", "TestSupport", "WorkerProtocol",
            ]
        ),
        tests(
            "RunnerPageTests",
            ["InferenceKit", "RunStore", "RunnerPage", "TestSupport"],
            reading: ["browser"]
        ),
        tests(
            "RunnerServerTests",
            [
                "APIDescription", "ErrorReporting", "InferenceKit", "ModelManifest", "ModelSupply", "RunStore",
                "RunStoreFixtures", "RunnerCore", "RunnerServer", "SQLiteRunStore", "ServerConnections", "Spending",
                "TestSupport",
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ],
            reading: ["clients"]
        ),
        tests(
            "RunStoreTests",
            ["ErrorReporting", "InferenceKit", "Quantities", "RunStore", "RunStoreFixtures", "TestSupport"]
        ),
        // What every kind of store has to do.
        tests(
            "RunStoreConformanceTests",
            [
                "InferenceKit", "PostgresRunStore", "RunStore", "RunStoreFixtures", "SQLiteRunStore", "TestSupport",
                "run-store-exerciser",
            ]
        ),
        tests(
            "SQLiteRunStoreTests",
            [
                "InferenceKit", "RunRows", "RunStore", "RunStoreFixtures", "SQLiteRunStore", "run-store-exerciser",
                grdb,
                sqlite,
            ],
            reading: ["Fixtures"]
        ),
        tests(
            "PostgresRunStoreTests",
            [
                "InferenceKit", "ModelSupply", "PostgresRunStore", "RecordStores", "RunRows", "RunStore",
                "RunStoreFixtures", "TestSupport", "run-store-exerciser",
            ]
        ),
        tests("ModelSchemasTests", ["InferenceKit", "ManifestChecks", "ModelManifest", "ModelSchemas", "TestSupport"]),
        tests("OpenMetricsTests", ["OpenMetrics", coreMetrics]),
        tests(
            "FileStoresTests",
            ["ErrorReporting", "FileStores", "Hashing", "ModelSupply", "RunStore", "RunStoreFixtures", "TestSupport"]
        ),
        tests("UploadsTests", ["InferenceKit", "RunStore", "RunStoreFixtures", "SQLiteRunStore", "Uploads"]),
        tests("WebhooksTests", ["InferenceKit", "RunStore", "RunStoreFixtures", "SQLiteRunStore", "Webhooks"]),
        .executableTarget(
            name: "sandbox-exerciser",
            dependencies: ["Sandbox"],
            path: "Tests/sandbox-exerciser",
            swiftSettings: settings
        ),
        tests("SandboxTests", ["Sandbox", "TestSupport", "sandbox-exerciser"]),
        .executableTarget(
            name: "without-landlock",
            path: "Tests/without-landlock",
            cSettings: [.define("_GNU_SOURCE")]
        ),
        // What Benchmarks/ measures; each does what the programs do with the same modules.
        benchmark(
            "hot-paths",
            ["InferenceKit", "ManifestChecks", "RequestSigning", "Staging", "VisionHelper"]
        ),
        benchmark(
            "runner-bench",
            [
                "CurlTransport", "InferenceKit", "Media", "RequestSigning", "RunStore", "SQLiteRunStore", "Staging",
                "VisionHelper",
            ]
        ),
        tests("WorkerProtocolTests", ["InferenceKit", "TestSupport", "WorkerProtocol"]),
        tests("PackageTests", ["InferenceKit", "ModelAuthoring", "ModelManifest", "TestSupport"]),
        // These compile models, which needs the kit's modules beside the tests.
        tests(
            "ModelBuildTests",
            ["Diagnostics", "InferenceKit", "ModelBuild", "ModelManifest", "TestSupport"]
                + helpers.map { .byName(name: $0) }
        ),
        tests(
            "ModelSupplyTests",
            [
                "Diagnostics", "ErrorReporting", "ManifestChecks", "ModelBuild", "ModelExamples", "ModelManifest",
                "ModelSupply", "TestSupport", "WorkerProtocol",
            ]
        ),
        tests(
            "ModelInputsTests",
            ["InferenceKit", "ManifestChecks", "ModelInputs", "ModelManifest", "TestSupport"]
        ),
        tests(
            "ServiceAccessTests",
            [
                "ErrorReporting", "InferenceKit", "Media", "ModelManifest", "ServiceAccess", "StagingPlaces",
                "TestSupport", "WorkerProtocol",
            ]
        ),
        tests(
            "RunnerCoreTests",
            [
                "ErrorReporting", "Hashing", "InferenceKit", "ManifestChecks", "Media", "ModelInputs", "ModelManifest",
                "ModelOutputs", "ModelSupply", "ModelWorkers", "PaidAnswerFiles", "RunStore", "RunStoreFixtures",
                "RunnerCore",
                "SQLiteRunStore", "ServiceAccess", "TestSupport", "WorkerProtocol", "Spending",
            ]
        ),
        tests("ModelWorkersTests", ["InferenceKit", "ModelSupply", "ModelWorkers", "TestSupport", "WorkerProtocol"]),
    ]
        + helpers.flatMap { helper -> [Target] in
            let itself = Target.Dependency.byName(name: helper)
            return [
                module(helper, ["InferenceKit"]), tests("\(helper)Tests", ["InferenceKit", "TestSupport", itself]),
            ]
        }
        + models
)
