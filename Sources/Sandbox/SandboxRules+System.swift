internal import CLinux

extension SandboxRules {
    /// Adds what every worker reads of the system: libraries, certificates, how names are resolved, and time zones.
    ///
    /// Missing places are not an error. Neither `/etc` nor `/etc/ssl` is allowed as a whole: they hold password hashes and keys.
    ///
    /// - Parameter libraries: Directories of loaded libraries, such as Swift's.
    /// - Returns: The rules with these places.
    package func withSystem(libraries: [String]) -> SandboxRules {
        var rules = self
        rules.readable += libraries + Self.libraries + Self.certificates + Self.resolver + Self.machine
        rules.writable += ["/dev/null"]
        return rules
    }

    private static let libraries = [
        "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache",
    ]

    private static let certificates = [
        "/etc/ssl/certs", "/etc/ssl/cert.pem", "/etc/ssl/openssl.cnf", "/etc/ssl/ca-bundle.pem", "/etc/crypto-policies",
        "/etc/pki/ca-trust/extracted", "/etc/pki/tls/certs", "/etc/pki/tls/cert.pem", "/etc/pki/tls/openssl.cnf",
        "/etc/ca-certificates/extracted", "/usr/share/ca-certificates", "/usr/local/share/ca-certificates",
        "/usr/share/pki/ca-trust-source", "/var/lib/ca-certificates",
    ]

    // A directory is here where a resolver replaces its file when the network changes. That of NetworkManager also holds the keys of
    // wireless networks, so only its files are.
    private static let resolver = [
        "/etc/resolv.conf", "/run/systemd/resolve", "/run/NetworkManager/resolv.conf",
        "/run/NetworkManager/no-stub-resolv.conf", "/run/resolvconf", "/etc/hosts",
        "/etc/host.conf", "/etc/nsswitch.conf", "/etc/gai.conf", "/etc/services", "/etc/protocols",
    ]

    // All of `/proc`: libdispatch reads `/proc/TID/stat` of its own threads and traps when it cannot. Landlock hides the
    // memory and the environment of processes outside the sandbox.
    private static let machine = [
        "/proc", "/sys/devices/system/cpu", "/dev/null", "/dev/zero", "/dev/random", "/dev/urandom",
        "/etc/localtime", "/etc/timezone", "/usr/share/zoneinfo", "/usr/share/locale", "/usr/share/icu",
    ]

    /// The directories from which this process has loaded libraries so far.
    ///
    /// - Returns: Absolute paths without duplicates.
    package static func loadedLibraryDirectories() -> [String] {
        var paths: Set<String> = []
        withUnsafeMutablePointer(to: &paths) { pointer in
            clinux_visit_libraries(
                { path, context in
                    guard let path, let context else { return }
                    context.assumingMemoryBound(to: Set<String>.self).pointee.insert(String(cString: path))
                },
                pointer
            )
        }
        // The program itself has no name here, and the kernel's own library no path.
        let directories = paths.compactMap { path in
            path.hasPrefix("/") ? path.split(separator: "/").dropLast().joined(separator: "/") : nil
        }
        return Set(directories.filter { !$0.isEmpty }.map { "/\($0)" }).sorted()
    }
}
