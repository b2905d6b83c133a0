import ModelManifest
import Testing

/// Variables that no manifest may set, since they decide what a process loads, runs or trusts.
struct ReservedVariableTests {
    @Test(arguments: [
        "PATH", "HOME", "TMPDIR", "LD_PRELOAD", "LD_LIBRARY_PATH", "LD_AUDIT", "LD_DEBUG_OUTPUT", "ld_preload",
        "GLIBC_TUNABLES", "MALLOC_TRACE", "GCONV_PATH", "LOCPATH", "RES_OPTIONS", "HOSTALIASES", "SWIFT_BACKTRACE",
        "SWIFT_DEBUG_ENABLE_MALLOC_SCRIBBLE", "LIBDISPATCH_COOPERATIVE_POOL_STRICT", "OPENSSL_CONF", "SSLKEYLOGFILE",
        "SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE", "HTTPS_PROXY", "https_proxy", "NO_PROXY",
        "RUNNER_STATE", "RUNNER_STAGING_SECRET_KEY", "DYLD_INSERT_LIBRARIES", "ICU_DATA", "XDG_CACHE_HOME",
    ])
    func `a variable that others read is reserved`(_ name: String) {
        #expect(ReservedVariables.contains(name))
    }

    @Test(arguments: [
        "THREADS", "MODE", "TZ", "LANG", "LC_ALL", "API_KEY", "AWS_SECRET_ACCESS_KEY", "MODEL_HOME", "BUILD_LD",
        "PROXY_KEY",
        "NODE_OPTIONS", "SSL_MODE",
    ])
    func `other variables are the model's own`(_ name: String) {
        #expect(!ReservedVariables.contains(name))
    }
}
