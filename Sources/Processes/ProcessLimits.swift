internal import Glibc

/// How much a program may take; the limits on memory, CPU time and files hold for each process that it starts.
package struct ProcessLimits: Sendable, Hashable {
    /// What happens when a program writes more to standard output than is allowed.
    package enum Excess: Sendable, Hashable {
        /// The program is stopped.
        case stops
        /// The rest is dropped.
        case isDropped
    }

    /// The longest time on the clock; the program is stopped after it.
    package var time: Duration
    /// How much of standard output is kept.
    package var outputBytes: Int
    /// What happens to more output than that.
    package var excess: Excess
    /// The longest CPU time of a process; it also ends what outlives this program.
    package var cpuTime: Duration
    /// The most address space of a process.
    package var memoryBytes: Int
    /// The longest file that can be written.
    package var fileBytes: Int

    /// Creates limits.
    ///
    /// - Parameters:
    ///   - time: The longest time on the clock.
    ///   - outputBytes: How much of standard output is kept.
    ///   - excess: What happens to more output than that.
    ///   - memoryBytes: The most address space of a process. Compilers and encoders reserve far more than they use.
    ///   - fileBytes: The longest file that can be written.
    package init(
        time: Duration,
        outputBytes: Int = 1 << 20,
        excess: Excess = .stops,
        memoryBytes: Int = 4 << 30,
        fileBytes: Int = 4 << 30
    ) {
        self.time = time
        self.outputBytes = outputBytes
        self.excess = excess
        // A program with a thread for each processor can use that much in its time, and no more.
        cpuTime = time * max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        self.memoryBytes = memoryBytes
        self.fileBytes = fileBytes
    }

    /// The limits as commands of a POSIX shell, which counts files in blocks of 512 bytes and memory in KiB.
    ///
    /// One that is already lower stays as it is.
    var shellCommands: String {
        let values = [
            "-c 0", "-t \(cpuTime.components.seconds + 1)", "-v \(memoryBytes >> 10)", "-f \(fileBytes / 512)",
        ]
        return values.map { "ulimit \($0) 2>/dev/null; " }.joined()
    }
}
