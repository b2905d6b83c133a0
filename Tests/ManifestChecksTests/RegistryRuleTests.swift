import Diagnostics
import ManifestChecks
import ModelManifest
import Testing

struct RegistryRuleTests {
    private func findings(_ files: [(String, String)]) -> [String] {
        let manifests = files.map { path, text in
            (path: path, manifest: ManifestFile.decode(Array(text.utf8), path: path))
        }
        return ManifestRules.check(registry: manifests).map { diagnostic in
            let notes = diagnostic.notes.map { " (\($0.message): \($0.location))" }.joined()
            return diagnostic.description + notes
        }
    }

    private func manifest(_ name: String, provider: String = "kling", secrets: [String] = []) -> String {
        "namespace: kling\nname: \(name)\nmetadata: {provider: \(provider)}\nsecrets: [\(secrets.map { "{key: \($0)}" }.joined(separator: ", "))]\n"
    }

    @Test func `a model of the same name is found with the place of the first`() {
        #expect(
            findings([("a/inf.yml", manifest("one")), ("b/inf.yml", manifest("one")), ("c/inf.yml", manifest("two"))])
                == [
                    "b/inf.yml:2:7: error: another model is named 'kling/one' [duplicate-model] (it is here: a/inf.yml:2:7)"
                ]
        )
    }

    @Test func `two directories beside each other that would be one module are found`() {
        var files = ["r/a-b", "r/a_b", "r/a.c", "s/a-b"].enumerated().map { ("\($1)/inf.yml", manifest("m\($0)")) }
        // What is not named as a model's manifest is no model.
        files += [("r/a-b/draft.yml", manifest("draft")), ("r/a-b/other.yml", manifest("other"))]
        #expect(
            findings(files) == [
                "r/a_b/inf.yml:2:7: error: the directories 'a_b' and 'a-b' are the same Swift module, 'Inference_a_b' [module-name] "
                    + "(the other one is here: r/a-b/inf.yml:2:7)"
            ]
        )
    }

    @Test func `a provider is spelled as most manifests spell it`() {
        let files = [
            ("a/inf.yml", manifest("a", provider: "klingai")), ("b/inf.yml", manifest("b")),
            ("c/inf.yml", manifest("c")),
            ("d/inf.yml", manifest("d", provider: "bytedance")),
        ]
        #expect(
            findings(files) == [
                "a/inf.yml:3:22: warning: the provider 'klingai' is spelled 'kling' elsewhere [provider-spelling] "
                    + "(this spelling is used here: b/inf.yml:3:22)"
            ]
        )
    }

    @Test func `a secret has one name within a namespace`() {
        let files = [
            ("a/inf.yml", manifest("a", secrets: ["BYTEPLUS_ACCESS_KEY", "BYTEPLUS_SECRET_KEY"])),
            ("b/inf.yml", manifest("b", secrets: ["BYTEPLUS_AK", "BYTEPLUS_SK"])),
            ("c/inf.yml", manifest("c", secrets: ["FAL_KEY", "FAL_API_KEY"])),
        ]
        let found = findings(files)
        #expect(found.count == 2)
        #expect(
            found.first
                == "b/inf.yml:4:17: warning: the secret 'BYTEPLUS_AK' is named 'BYTEPLUS_ACCESS_KEY' elsewhere in 'kling' "
                + "[secret-spelling] (this name is used here: a/inf.yml:4:17)"
        )
    }

    @Test func `providers that are just short or alike are different`() {
        let files = ["x", "xai", "minimax", "minimart"].map { ("\($0)/inf.yml", manifest($0, provider: $0)) }
        #expect(findings(files) == [])
    }

    @Test func `a comment ignores a finding between files, and an unused one is found`() {
        let ignoring = "name: one  # runner: ignore[duplicate-model] a copy for tests\n"
        #expect(findings([("a/inf.yml", "name: one\n"), ("b/inf.yml", ignoring)]) == [])
        #expect(
            findings([("b/inf.yml", ignoring)]) == [
                "b/inf.yml:1:12: warning: 'duplicate-model' finds nothing on line 1 [unused-ignore]"
            ]
        )
    }

    @Test(
        arguments: [
            ("omnihuman-1-0/inf.yml", "omnihuman-1-0", true), ("omnihuman-1-0-quick/inf.yml", "omnihuman-1-0", true),
            ("vision/bytedance-omnihuman/inf.yml", "omnihuman", true), ("inf.yml", "omnihuman", true),
            ("./inf.yml", "omnihuman", true), ("veo-2/inf.yml", "veo-3-1", false),
            ("omnihuman-1-5/inf.yml", "omnihuman-1-0", false), ("omnihuman10/inf.yml", "omnihuman", false),
        ]
    )
    func `a directory has the name of its model, perhaps with more behind it`(
        _ path: String,
        _ name: String,
        _ isFine: Bool
    ) {
        let text = "namespace: bytedance\nname: \(name)\ndescription: b\ncategory: other\nkernel: swift-6\ninputs: {}\n"
        let found = ManifestFile.decode(Array(text.utf8), path: path).diagnostics.map(\.rule.id)
        #expect(found == (isFine ? [] : ["directory-name"]))
    }
}
