import FoundationEssentials
import TestSupport
import Testing

@testable import Emulator

/// Which links an emulator fetches.
struct InputLinksTests {
    @Test func `links that stand in the list are fetched, and its own files`() throws {
        let directory = try TestDirectory()
        let links = InputLinks(list: "\(directory.path)/links")
        let given = "https://a.test/b.png?c=d"
        #expect(!links.allows(given), "there is no list yet")
        try directory.write("links", "http://127.0.0.1:19111/x\n\(given)\n")
        #expect(links.allows(given) && links.allows("http://127.0.0.1:19111/x"))
        #expect(!links.allows("http://127.0.0.1:8080/uploads/1"))
        links.allowOwnFiles(at: 8_080)
        #expect(links.allows("http://127.0.0.1:8080/uploads/1"))
        for made in [
            "\(given)e", "https://a.test/", "http://127.0.0.1:19111/x?data=1", "http://127.0.0.1:80801/",
            "http://127.0.0.1:8080@evil.example/", "", "\n",
        ] { #expect(!links.allows(made), "\(made)") }
    }

    @Test func `without a list, all links are fetched`() {
        #expect(InputLinks(list: nil).allows("https://a.test/"))
    }
}
