/// Stops the program when something does not hold, which libFuzzer takes for a finding.
///
/// - Parameters:
///   - condition: What must hold.
///   - message: What is wrong if it does not.
package func demand(_ condition: Bool, _ message: @autoclosure () -> String) {
    if !condition { fatalError(message()) }
}

extension Array where Element == UInt8 {
    /// The bytes that libFuzzer gives.
    ///
    /// - Parameters:
    ///   - start: Where they are; nil for none.
    ///   - count: How many there are.
    package init(fuzzed start: UnsafePointer<UInt8>?, _ count: Int) {
        self = Array(UnsafeBufferPointer(start: start, count: count))
    }
}
