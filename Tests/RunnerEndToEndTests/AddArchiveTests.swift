import Foundation
import InferenceKit
import TestSupport
import Testing

/// Tar files, good and hostile, made by Python and by `tar` itself.
struct AddArchiveTests {
    private let scene: AddScene

    init() throws {
        scene = try AddScene()
    }

    private func archive(_ script: String) async throws -> String {
        let made = try await scene.python(
            """
            import io, os, tarfile
            archive = tarfile.open("made.tar", "w", format=tarfile.PAX_FORMAT)
            def file(name, text="text", **more):
                info = tarfile.TarInfo(name)
                data = text.encode() if isinstance(text, str) else text
                info.size = len(data)
                for key, value in more.items(): setattr(info, key, value)
                archive.addfile(info, io.BytesIO(data))
            def other(name, type, link=""):
                info = tarfile.TarInfo(name)
                info.type = type
                info.linkname = link
                archive.addfile(info)
            def model(directory):
                for name in ["inf.yml", "Inference.swift"]:
                    file(directory + name, open("greeter/" + name).read())
            \(script)
            archive.close()
            """
        )
        #expect(made.status == 0, "\(made.summary)")
        return scene.sources.path("made.tar")
    }

    @Test(arguments: [("tar", "cf"), ("tar.gz", "czf"), ("tgz", "czf"), ("tar.xz", "cJf"), ("tar.zst", "c --zstd -f")])
    func `an archive of every form is read`(_ ending: String, _ options: String) async throws {
        try await scene.shell(
            "tar \(options.replacing(" -f", with: "") == options ? "-\(options)" : options) m.\(ending) greeter"
        )
        let added = try await scene.add(scene.sources.path("m.\(ending)"))
        #expect(added.status == 0, "\(added.summary)")
        #expect(try scene.directory.read("registry/greeter/inf.yml") == scene.sources.directory.read("greeter/inf.yml"))
        #expect(try scene.locked?["greeter"]?["path"] == "greeter")
    }

    @Test func `a name with blanks and letters of any language is kept`() async throws {
        let path = try await archive("model('./'); file('./a -> b/ü link to c.txt', 'odd')")
        let added = try await scene.add(path)
        #expect(added.status == 0, "\(added.summary)")
        #expect(try scene.directory.read("registry/greeter/a -> b/ü link to c.txt") == "odd")
        let mode = try FileManager.default.attributesOfItem(atPath: "\(scene.registry)/greeter/inf.yml")[
            .posixPermissions
        ]
        #expect(mode as? Int == 0o644)
    }

    @Test(arguments: [
        ("model(''); file('/tmp/runner-owned')", "leads out of the archive"),
        ("model(''); file('../runner-owned')", "leads out of the archive"),
        ("model(''); file('a/../../runner-owned')", "leads out of the archive"),
        ("model(''); other('link', tarfile.SYMTYPE, '/etc')", "leads out of the archive"),
        ("model(''); other('a/link', tarfile.SYMTYPE, '../../etc')", "leads out of the archive"),
        ("model(''); other('link', tarfile.SYMTYPE, 'inf.yml')", "'link' is a symbolic link"),
        ("model(''); other('Copy.swift', tarfile.LNKTYPE, 'Inference.swift')", "'Copy.swift' is a hard link"),
        ("model(''); other('device', tarfile.CHRTYPE)", "'device' is a device"),
        ("model(''); other('pipe', tarfile.FIFOTYPE)", "'pipe' is a named pipe"),
        ("model(''); file('tool', mode=0o4755)", "has a set-user-ID, set-group-ID or sticky bit"),
        (#"model(''); file('a\nb.swift')"#, "control character or a backslash"),
        (#"model(''); file('a\x1b[2Jb.swift')"#, "control character or a backslash"),
        ("model(''); file('INFERENCE.swift')", "differ only in case"),
        ("model(''); file('inf.yml')", "contains the file 'inf.yml' twice"),
        ("model(''); [file('f%d' % n) for n in range(1000)]", "more than 1000 files or 32 MiB"),
        ("model(''); file('zeros', bytes(40 << 20))", "more than 1000 files or 32 MiB"),
        ("model(''); [file('d/%d/../x' % n) for n in range(2)]", "leads out of the archive"),
        ("file('inf.yml', open('greeter/inf.yml').read())", "it has no Swift file"),
        ("[file('x' * 90 + '/%d' % n) for n in range(60000)]", "lists more than 50000 files"),
        ("file('inf.yml', mtime=1 << 60); file('Inference.swift')", "cannot be parsed"),
    ])
    func `a hostile archive is refused, and nothing of it is left`(_ script: String, _ message: String) async throws {
        let path = try await archive(script)
        let result = try await scene.add(path)
        #expect(result.status == 65, "\(result.summary)")
        #expect(result.errors.contains(message), "\(result.summary)")
        #expect(result.errors.contains("\nhelp: "))
        #expect(try scene.names == [])
        #expect(!FileManager.default.fileExists(atPath: "/tmp/runner-owned"))
    }

    @Test func `a bomb is refused by what it lists, and never written to the disk`() async throws {
        try await scene.shell(
            "truncate -s 3G greeter/zeros; tar --sparse -czf bomb.tgz greeter; test $(stat -c %s bomb.tgz) -lt 100000"
        )
        let result = try await scene.add(scene.sources.path("bomb.tgz"))
        #expect(result.status == 65 && result.errors.contains("more than 1000 files or 32 MiB"), "\(result.summary)")
        #expect(try scene.names == [])
    }

    @Test(arguments: ["echo text > x.tar", "tar czf y.tgz greeter; head -c 200 y.tgz > x.tar", ": > x.tar"])
    func `what is no whole archive is reported`(_ script: String) async throws {
        try await scene.shell(script)
        let result = try await scene.add(scene.sources.path("x.tar"))
        #expect([64, 65].contains(result.status) && result.errors.contains("help: "), "\(result.summary)")
        #expect(try scene.names == [])
    }

    @Test func `one of several models is chosen by its directory`() async throws {
        let path = try await archive(
            "model('top-1/a/'); model('top-1/b/'); model('top-1/b/tests/deep/'); file('top-1/README')"
        )
        let several = try await scene.add(path)
        #expect(several.status == 64)
        #expect(
            several.errors.contains(
                "the source has 2 models\nhelp: choose one with --path: 'top-1/a', 'top-1/b'"
            )
        )
        let wrong = try await scene.add(path, ["--path", "c"])
        #expect(wrong.status == 64 && wrong.errors.contains("there is no model in the directory 'c'"))
        #expect(try await scene.add(path, ["--path", "b"]).status == 0)
        #expect(try scene.directory.names(in: "registry/greeter") == ["Inference.swift", "inf.yml", "tests"])
        #expect(try scene.locked?["greeter"]?["path"] == "top-1/b")
    }

    @Test func `an archive behind a link is fetched, and its query is kept from the lock`() async throws {
        try await scene.shell("tar czf m.tgz greeter")
        try await EmulatorRun.with { emulator in
            let link = try await emulator.upload(scene.sources.path("m.tgz"))
            let added = try await scene.add("\(link)?signature=geheim")
            #expect(added.status == 0, "\(added.summary)")
            #expect(try scene.locked?["greeter"]?["source"]?.string == link)
            #expect(!added.summary.contains("geheim"))
            let gone = try await scene.add("\(emulator.endpoint)/files/nothing.tgz", ["--as", "other"])
            #expect(gone.status == 69 && gone.errors.contains("the server returned HTTP 404"), "\(gone.summary)")
            #expect(try scene.names == ["greeter", "runner.lock"])
        }
    }

    @Test func `a machine without tar shows what to install`() async throws {
        try await scene.shell("tar cf m.tar greeter")
        let result = try await scene.add(scene.sources.path("m.tar"), environment: ["PATH": scene.directory.path])
        #expect(result.status == 78 && result.errors.contains("the program 'tar' is not on PATH"), "\(result.summary)")
    }
}
