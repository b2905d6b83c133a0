internal import CLinux

/// What a kernel offers to confine a process.
package struct SandboxSupport: Sendable, Hashable {
    /// Something that the sandbox cannot do on a kernel.
    package struct Gap: Sendable, Hashable {
        /// What a model can do there, a phrase.
        package var risk: String
        /// What closes the gap.
        package var remedy: String
        /// Whether code from elsewhere must not run because of it.
        package var isSerious: Bool
    }

    /// The version of Landlock; 0 when the kernel has none.
    package let landlockVersion: Int
    /// Whether the kernel filters system calls.
    package let hasSeccomp: Bool

    /// Describes a kernel.
    ///
    /// - Parameters:
    ///   - landlockVersion: The version of Landlock; 0 when the kernel has none.
    ///   - hasSeccomp: Whether the kernel filters system calls.
    package init(landlockVersion: Int, hasSeccomp: Bool) {
        self.landlockVersion = landlockVersion
        self.hasSeccomp = hasSeccomp
    }

    /// The running kernel.
    package static var ofThisKernel: SandboxSupport {
        SandboxSupport(
            landlockVersion: Int(clinux_landlock_version()),
            hasSeccomp: clinux_has_seccomp()
        )
    }

    /// Whether code that comes from elsewhere can be confined well enough to run.
    package var confinesForeignCode: Bool { !gaps.contains(where: \.isSerious) }

    /// What is missing, the worst first; empty when the sandbox is complete.
    ///
    /// Signals and abstract sockets, which Landlock covers from version 6 on, and truncation, from version 3 on, are refused by
    /// the filter of system calls on older kernels: a model can signal itself, and a program that we start nobody. A program that
    /// may use local sockets can use abstract ones as well there.
    package var gaps: [Gap] {
        var gaps: [Gap] = []
        if landlockVersion == 0 {
            gaps.append(
                Gap(
                    risk: "a model can read and change every file that you can",
                    remedy: "use Linux 5.13 or newer with Landlock enabled ('landlock' in /sys/kernel/security/lsm)",
                    isSerious: true
                )
            )
        }
        if !hasSeccomp {
            gaps.append(
                Gap(
                    risk: "a model can start programs and signal your other processes",
                    remedy: "use a kernel with seccomp filters",
                    isSerious: true
                )
            )
        }
        if landlockVersion < 4 {
            gaps.append(
                Gap(
                    risk: "a model can connect to every TCP port",
                    remedy: "use Linux 6.7 or newer",
                    isSerious: false
                )
            )
        }
        return gaps
    }
}
