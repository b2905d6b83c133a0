// swift-tools-version: 6.2

// A package of its own, so that the sanitizers' instruments stay out of the programs; `make fuzz` builds and runs it.

import PackageDescription

// Both sanitizers in one flag: of two, swiftc takes the last only, and the fuzzer would be blind.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .unsafeFlags(["-sanitize=fuzzer,address", "-enable-testing"]),
]

/// A module of the project, by a symbolic link to its sources.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// A program that libFuzzer gives inputs to.
func fuzzer(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: "fuzz-\(name)",
        dependencies: dependencies,
        path: "Targets/\(name)",
        swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])],
        linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]
    )
}

let package = Package(
    name: "fuzzing",
    targets: [
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        module("Addresses"),
        module("Diagnostics", ["Addresses"]),
        module("EmulatedServices"),
        module("Quantities"),
        module("YAML", ["CYAML", "Diagnostics"]),
        module("Media"),
        module("Patterns"),
        module("SystemReasons"),
        module("ModelManifest", ["Diagnostics", "EmulatedServices", "Media", "Patterns", "Quantities", "YAML"]),
        module("ManifestDecoding", ["Addresses", "Diagnostics", "Media", "ModelManifest", "Quantities", "YAML"]),
        module(
            "ManifestChecks",
            ["Diagnostics", "ManifestDecoding", "ModelManifest", "Patterns", "SystemReasons", "YAML"]
        ),
        module("Validation", ["Diagnostics", "ManifestChecks", "ManifestDecoding", "SystemReasons", "YAML"]),
        .systemLibrary(name: "CLibFuzzer"),
        module("Fuzzing", ["CLibFuzzer"]),

        fuzzer("manifest", ["Diagnostics", "Fuzzing", "ManifestChecks"]),
        fuzzer("fixes", ["Diagnostics", "Fuzzing", "ManifestChecks", "Validation"]),
        fuzzer("units", ["Fuzzing", "Quantities"]),
        fuzzer("media", ["Fuzzing", "Media"]),
    ]
)
