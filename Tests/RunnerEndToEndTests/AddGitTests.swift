import Glibc
import InferenceKit
import TestSupport
import Testing

struct AddGitTests {
    private let scene: AddScene

    init() throws {
        scene = try AddScene()
    }

    /// Makes a repository of what is in the directory of sources.
    private func repository(_ more: String = "") async throws -> String {
        let made = try await scene.shell(
            "mkdir work; mv greeter work; cd work; git init -q -b main .; \(more)\ngit add -A; git commit -qm one; cd ..; "
                + "git clone -q --bare work r.git"
        )
        #expect(made.status == 0, "\(made.summary)")
        return scene.sources.path("r.git")
    }

    private func commit(_ reference: String) async throws -> String {
        String(try await scene.shell("git -C r.git rev-parse \(reference)").line)
    }

    @Test func `a repository's head, branch, tag and commit are added with the commit they are`() async throws {
        let path = try await repository()
        let first = try await commit("main")
        try await scene.shell(
            "git -C r.git tag v1; cd work; echo two > greeter/two.txt; git add -A; git commit -qm two; git push -q ../r.git main"
        )
        let second = try await commit("main")
        for (source, revision) in [
            (path, second), ("file://\(path)#main", second), ("\(path)#v1", first), ("\(path)#\(first)", first),
            ("\(path)#:greeter", second),
        ] {
            let added = try await scene.add(source, ["--replace"])
            #expect(added.status == 0, "\(source)\n\(added.summary)")
            #expect(try scene.locked?["greeter"]?["revision"]?.string == revision)
            #expect(try scene.directory.names(in: "registry/greeter").contains("two.txt") == (revision == second))
        }
        #expect(try scene.names == ["greeter", "runner.lock"])
        let missing = try await scene.add("\(path)#nothing", ["--replace"])
        #expect(
            missing.status == 69 && missing.errors.contains("that 'nothing' is a branch, a tag or a full commit id"),
            "\(missing.summary)"
        )
    }

    @Test func `nothing that a repository can bring is run`() async throws {
        let owned = "\(scene.directory.path)/owned"
        let path = try await repository(
            """
            printf '* filter=evil\\n*.yml ident export-subst\\n' > .gitattributes
            printf '[submodule "x"]\\n\\tpath = x\\n\\turl = ext::sh -c touch%% \(owned)\\n' > .gitmodules
            """
        )
        // The user's own configuration names the filter, as that of Git LFS does, and hooks.
        try scene.directory.write("home/hooks/post-checkout", "#!/bin/sh\ntouch \(owned)\n")
        try scene.directory.write("home/hooks/reference-transaction", "#!/bin/sh\ntouch \(owned)\n")
        try await scene.shell(
            """
            chmod +x \(scene.directory.path)/home/hooks/*
            git config --global filter.evil.smudge 'touch \(owned); cat'
            git config --global core.hooksPath \(scene.directory.path)/home/hooks
            git config --global core.fsmonitor 'touch \(owned)'
            """
        )
        let added = try await scene.add(path)
        #expect(added.status == 0, "\(added.summary)")
        #expect(try !scene.directory.names().contains("owned"))
        #expect(try scene.directory.read("registry/greeter/inf.yml").contains("name: greeter"))
    }

    @Test(arguments: ["file", "http"])
    func `a Git that was taken over by what it fetches reaches nothing but that`(scheme: String) async throws {
        let path = try await repository()
        let home = "\(scene.directory.path)/home"
        try scene.directory.write("home/secret", "a key of the user")
        try scene.directory.write("home/.aws/credentials", "a key of the user")
        // Only a fetch from elsewhere has a network.
        let socket = "perl -MSocket -e 'socket(S, PF_INET, SOCK_STREAM, 6) or exit 1'"
        let local = "perl -MSocket -e 'socket(S, PF_UNIX, SOCK_STREAM, 0) or exit 1'"
        let reading = scheme == "file" ? "" : "\"cat '\(home)/secret'\" \"cat '\(home)/.aws/credentials'\""
        try scene.directory.write(
            "tools/bin/git",
            """
            #!/bin/sh
            case " $* " in *" fetch "*) [ \(scheme) = http ] || set -- SOCKET "$@" ;; *) set -- SOCKET "$@" ;; esac
            if [ "$1" = SOCKET ]; then
                shift
                if \(socket) 2>/dev/null; then echo "reached a network: $*" >&2; exit 1; fi
            fi
            for attack in \(reading) "echo owned >'\(home)/secret'" "echo owned >'\(home)/owned'" "cat /proc/$PPID/environ" \\
                "\(local)" "kill -0 $PPID" "setsid true"
            do
                if eval "$attack" >/dev/null 2>&1; then echo "reached by: $attack" >&2; exit 1; fi
            done
            exec /usr/bin/git "$@"

            """
        )
        chmod("\(scene.directory.path)/tools/bin/git", 0o755)
        let environment = ["PATH": "\(scene.directory.path)/tools/bin:/usr/bin:/bin"]
        let added =
            scheme == "file"
            ? try await scene.add("file://\(path)", environment: environment)
            : try await scene.add(
                "ENDPOINT/r.git",
                environment: environment,
                beside: ["git_http.py", scene.sources.directory.path]
            )
        #expect(added.status == 0, "\(added.summary)")
        #expect(try scene.directory.read("home/secret") == "a key of the user")
        #expect(try !scene.directory.names(in: "home").contains("owned"))
        guard scheme == "file" else { return }
        let open = try await scene.add("file://\(path)", ["--replace", "--unsafe-models"], environment: environment)
        #expect(open.status == 69 && open.errors.contains("reached a network: init"), "\(open.summary)")
    }

    @Test(arguments: [
        ("ln -s /etc/passwd greeter/link", "'link' is a symbolic link"),
        (
            "git init -q sub; git -C sub commit -q --allow-empty -m x; git add sub; mv sub greeter/sub",
            "'sub' is a submodule"
        ),
        ("printf 'version https://git-lfs.github.com/spec/v1\\n' > greeter/large.bin", "is stored in Git LFS"),
        ("head -c 34000000 /dev/zero > greeter/zeros", "more than 1000 files or 32 MiB"),
        ("head -c 70000000 /dev/urandom > noise", "the repository cannot be fetched"),
    ])
    func `what a model cannot hold is refused`(_ script: String, _ message: String) async throws {
        let result = try await scene.add(try await repository(script))
        #expect([65, 69].contains(result.status), "\(result.summary)")
        #expect(result.errors.contains(message), "\(result.summary)")
        #expect(try scene.names == [])
    }

    @Test func `a machine without Git shows what to install`() async throws {
        let result = try await scene.add(try await repository(), environment: ["PATH": scene.directory.path])
        #expect(result.status == 78 && result.errors.contains("the program 'git' is not on PATH"), "\(result.summary)")
    }

    @Test func `a repository that is not there is reported`() async throws {
        let result = try await scene.add("file:///nowhere/r.git")
        #expect(result.status == 69 && result.errors.contains("help: check the address"), "\(result.summary)")
        #expect(try scene.names == [])
    }
}
