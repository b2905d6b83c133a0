internal import CLinux
internal import Glibc

/// Confines this process for the rest of its life.
package enum Confinement {
    /// Applies rules to this process, as far as the kernel has the means; see ``SandboxSupport/gaps``.
    ///
    /// It has to be the first thing that a program does: it must have one thread then, and closes all descriptors but the
    /// standard ones.
    ///
    /// - Parameters:
    ///   - rules: What stays allowed, complete with the system's places.
    ///   - support: What the kernel offers.
    /// - Throws: ``SandboxError`` with `not-confined` when the kernel refuses something that it offers.
    package static func apply(
        _ rules: SandboxRules,
        support: SandboxSupport = .ofThisKernel
    ) throws(SandboxError) {
        let threads = clinux_thread_count()
        guard threads <= 1 else {
            throw SandboxError(.notConfined, "the process has \(threads) threads already")
        }
        // Kernels older than 5.9 cannot; the runner passes no other descriptors on purpose.
        _ = clinux_close_from(3)
        if let grace = rules.grace {
            let outcome = clinux_guard(getppid(), Int32(clamping: grace.components.seconds))
            // Kernels older than 5.3 cannot, and have no Landlock either.
            if outcome != -ENOSYS { try check(outcome, "end after the runner") }
        }
        clinux_be_killed_first()
        try check(clinux_limit_files(UInt64(max(0, rules.fileBytes))), "limit the size of files")
        try check(clinux_drop_privileges(), "give up privileges")
        try check(clinux_hide_process(), "hide the process from others")
        if rules.diesWithRunner { try check(clinux_die_with_parent(getppid()), "end with the runner") }
        if let lifetime = rules.lifetime {
            try check(clinux_die_after(Int(lifetime.components.seconds)), "limit the time of the process")
        }
        if support.landlockVersion > 0 { try restrictFiles(rules, version: Int32(support.landlockVersion)) }
        if support.hasSeccomp { try restrictCalls(rules, support) }
    }

    /// Protects this process, which holds the user's keys, from the user's other processes, and prevents core files.
    package static func protectKeys() {
        _ = clinux_hide_process()
    }

    /// The names of system calls that were refused since the last question, such as `execve`.
    ///
    /// - Returns: Names without duplicates.
    package static func takeRefusedCalls() -> [String] {
        var names: [String] = []
        while let name = clinux_next_refused_call() { names.append(String(cString: name)) }
        return names
    }
}

// MARK: - Steps

extension Confinement {
    private static func restrictFiles(_ rules: SandboxRules, version: Int32) throws(SandboxError) {
        let ruleset = clinux_landlock_create(version, rules.network != .anywhere)
        try check(ruleset, "create Landlock rules")
        defer { close(ruleset) }
        let read = UInt64(CLINUX_READ_FILE | CLINUX_READ_DIR)
        let write = read | UInt64(CLINUX_WRITE_FILE | CLINUX_TRUNCATE)
        let create = UInt64(
            CLINUX_MAKE_REG | CLINUX_MAKE_DIR | CLINUX_REMOVE_FILE
                | CLINUX_REMOVE_DIR | CLINUX_REFER
        )
        let places =
            rules.readable.map { ($0, read) } + rules.executable.map { ($0, read | UInt64(CLINUX_EXECUTE)) }
            + rules.writable.map { ($0, write) }
            + rules.scratch.map { ($0, write | create) }
        for (path, rights) in places {
            let outcome = clinux_landlock_allow_path(ruleset, version, path, rights)
            // What is not there, or cannot be opened by this user anyway, needs no rule.
            if [-ENOENT, -EACCES, -ENOTDIR, -ELOOP].contains(outcome) { continue }
            try check(outcome, "allow '\(path)'")
        }
        if version >= 4, rules.network != .anywhere {
            for port in Set(rules.ports) { try check(clinux_landlock_allow_port(ruleset, port), "allow port \(port)") }
        }
        try check(clinux_landlock_restrict(ruleset), "apply Landlock rules")
    }

    private static func restrictCalls(
        _ rules: SandboxRules,
        _ support: SandboxSupport
    ) throws(SandboxError) {
        var filter = clinux_filter()
        filter.programs = !rules.executable.isEmpty
        filter.refuses_truncate = support.landlockVersion < 3
        filter.refuses_signals = support.landlockVersion < 6
        filter.local_sockets = rules.hasLocalSockets
        switch rules.network {
        case .none: break
        case .local: filter.tcp = true
        case .world, .anywhere: (filter.tcp, filter.udp) = (true, true)
        }
        try check(clinux_seccomp_restrict(filter), "filter system calls")
    }

    private static func check(_ outcome: Int32, _ step: String) throws(SandboxError) {
        guard outcome >= 0 else { throw .refused(step, -outcome) }
    }
}
