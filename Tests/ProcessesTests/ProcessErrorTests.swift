import SystemPackage
import Testing

@testable import Processes

struct ProcessErrorTests {
    @Test(arguments: [
        (Errno.tooManyOpenFiles, ProcessError.Code.outOfFiles), (.tooManyOpenFilesInSystem, .outOfFiles),
        (.noSuchFileOrDirectory, .notStarted), (.permissionDenied, .notStarted),
    ])
    func `a lack of file descriptors is not a program that cannot start`(
        _ number: Errno,
        _ code: ProcessError.Code
    ) {
        let error = ProcessError(starting: number, "no pipe")
        #expect(error.code == code && error.description == "no pipe")
    }
}
