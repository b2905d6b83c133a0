import Testing

@testable import UserSettings

struct SettingOriginTests {
    @Test(arguments: [
        "RUNNER_ACCOUNT", "RUNNER_CACHE", "RUNNER_FILES", "RUNNER_MAX_COST_PER_DAY", "RUNNER_SLOTS", "RUNNER_STORE",
        "RUNNER_SUBMISSIONS_PER_MINUTE", "ARK_ENDPOINT",
    ]) func `every variable that this program reads is shown`(name: String) {
        #expect(SettingOrigin.all([name: "one"], nil, applied: []).map(\.variable) == [name])
    }

    @Test(arguments: [
        ("postgres://ada:secret@host/runs", "postgres://ada@host/runs"),
        ("s3://bucket/runs?signature=secret", "s3://bucket/runs"), ("/data/runs", "/data/runs"),
    ]) func `neither passwords nor signatures are shown`(value: String, shown: String) {
        #expect(SettingOrigin.all(["RUNNER_FILES": value], nil, applied: []).map(\.value) == [shown])
    }
}
