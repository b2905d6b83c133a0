private import CLibFuzzer

/// Gives inputs to a test until the time is over or the test fails; the program's arguments are libFuzzer's.
///
/// - Parameter test: Stops the program when an input makes something wrong.
/// - Returns: The program's exit code.
package func fuzz(_ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt) -> CInt {
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    return LLVMFuzzerRunDriver(&count, &arguments, test)
}
