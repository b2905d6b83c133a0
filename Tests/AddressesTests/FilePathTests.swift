import Addresses
import Testing

struct FilePathTests {
    @Test(arguments: [
        ("a.jpg", "/home/u", "/home/u/a.jpg"), ("/a.jpg", "/home/u", "/a.jpg"), ("a.jpg", "/", "/a.jpg"),
        ("../a.jpg", "/home/u", "/home/u/../a.jpg"),
    ])
    func `a relative path is below the directory`(_ path: String, _ directory: String, _ absolute: String) {
        #expect(FilePath.absolute(path, in: directory) == absolute)
    }
}
