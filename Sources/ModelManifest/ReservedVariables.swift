/// Environment variables that decide what a process loads, runs or trusts, so that no manifest may set them.
///
/// A worker reads most of them before it confines itself: the loader's variables alone would let a model run its code outside
/// the sandbox.
package enum ReservedVariables {
    /// Whether a name belongs to one of them, whatever its case.
    ///
    /// - Parameter name: The name of a variable, of `env` or of a secret.
    /// - Returns: Whether a manifest must not use it.
    package static func contains(_ name: String) -> Bool {
        let name = name.uppercased()
        return names.contains(name) || prefixes.contains(where: name.hasPrefix) || name.hasSuffix("_PROXY")
    }

    private static let prefixes = [
        // The loader, the C library, Swift, and what Swift is made of.
        "LD_", "DYLD_", "GLIBC_", "MALLOC_", "RES_", "RESOLV_", "SWIFT_", "DISPATCH_", "LIBDISPATCH_",
        // The libraries of the network.
        "CURL_", "OPENSSL_", "SSL_CERT_",
        // Our programs.
        "RUNNER_",
    ]

    private static let names: Set = [
        "PATH", "HOME", "USER", "SHELL", "PWD", "IFS", "ENV", "BASH_ENV", "TMPDIR", "TMP", "TEMP",
        "GCONV_PATH", "GETCONF_DIR", "LOCPATH", "NLSPATH", "TZDIR", "HOSTALIASES", "LOCALDOMAIN",
        "SSLKEYLOGFILE", "SSL_DIR", "NETRC", "ICU_DATA", "XDG_CACHE_HOME", "XDG_CONFIG_HOME",
        "PYTHONHOME", "PYTHONSTARTUP",
    ]
}
