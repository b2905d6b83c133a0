import Foundation
import TestSupport
import Testing

/// A Git repository of a test, with commits of fixed times.
struct GitScene {
    /// Its files.
    let directory: TestDirectory

    init() async throws {
        directory = try TestDirectory()
        try await git("init", "--quiet", "--initial-branch=main")
    }

    /// Commits everything.
    ///
    /// - Parameter time: When, in seconds since 1970.
    /// - Throws: When Git fails.
    func commit(at time: Int) async throws {
        try await git("add", "--all")
        try await git("commit", "--quiet", "--message=x", time: time)
    }

    /// Runs `git` with an author of its own and without the user's settings.
    func git(_ arguments: String..., time: Int = 1_700_000_000) async throws {
        let environment = [
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "a",
            "GIT_AUTHOR_EMAIL": "a@b.c",
            "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b.c", "GIT_COMMITTER_DATE": "\(time) +0000",
            "GIT_AUTHOR_DATE": "\(time) +0000",
        ]
        let result = try await run("/usr/bin/env", ["git"] + arguments, environment: environment, in: directory.path)
        try #require(result.status == 0, "\(result.summary)")
    }
}
